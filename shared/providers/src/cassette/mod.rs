//! A record of what models were asked and what became of it, and the models that are played back from one.
//!
//! A file of JSON lines in any order, each an exchange under the hash of its request. Where the same request was made several times,
//! its outcomes are played back in their order, and the last of them from then on. An error that may pass is not recorded: what
//! counts is what the request came to.

mod line;
mod recorder;
mod tape;

use std::{
    collections::HashMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use futures::future::BoxFuture;
use genesis_models::{Chat, ChatError, ChatReply, ChatRequest, Chats, EmbeddingRequest, Embeddings, ModelName};
pub use recorder::Recorder;

use self::line::Outcome;

/// A file that is no record, and the line that says so.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableCassette {
    #[error("the record cannot be opened: {0}")]
    File(#[from] io::Error),
    #[error("the record is being written by another process")]
    InUse,
    #[error("line {line} is no exchange with a model: {source}")]
    Line { line: usize, source: serde_json::Error },
    #[error("line {line} is of version {version}, which is not read here")]
    Version { line: usize, version: u32 },
    #[error("line {line} was changed: its request has another hash")]
    Changed { line: usize },
    #[error("line {line} holds what cannot have become of its request")]
    Outcome { line: usize },
    #[error("line {line} tells again what an earlier one told")]
    Repeated { line: usize },
}

/// A record, from which every model in it is played back.
#[derive(Debug, Clone)]
pub struct Cassette(Arc<Playback>);

#[derive(Debug)]
struct Playback {
    outcomes: HashMap<String, Vec<Outcome>>,
    /// How often each request was made.
    asked: Mutex<HashMap<String, usize>>,
}

impl Cassette {
    pub fn open(path: &Path) -> Result<Self, UnreadableCassette> {
        let recorded = tape::read(&std::fs::read(path)?)?;
        let outcomes = recorded.exchanges.into_iter().map(|(request, outcomes)| (request, outcomes.into_values().collect()));
        Ok(Self(Arc::new(Playback { outcomes: outcomes.collect(), asked: Mutex::default() })))
    }
}

impl Playback {
    fn play(&self, request: String) -> Result<&Outcome, ChatError> {
        let Some(outcomes) = self.outcomes.get(&request) else { return Err(ChatError::NotRecorded { request }) };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let before = asked.entry(request).or_insert(0);
        let outcome = &outcomes[(*before).min(outcomes.len() - 1)];
        *before += 1;
        Ok(outcome)
    }
}

/// Every model is found: one that was never asked says which request is missing.
impl Chats for Cassette {
    fn find(&self, name: &ModelName) -> Option<Arc<dyn Chat>> {
        (!name.is_extractive()).then(|| Arc::new(Played { playback: self.0.clone(), name: name.clone() }) as Arc<dyn Chat>)
    }
}

/// A model of a record.
struct Played {
    playback: Arc<Playback>,
    name: ModelName,
}

impl Chat for Played {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        Box::pin(async {
            match self.playback.play(request.hash())? {
                Outcome::Reply(reply) => Ok(reply.clone()),
                Outcome::Error(error) => Err(error.clone()),
                Outcome::Vectors(_) => Err(ChatError::Unreadable),
            }
        })
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        Box::pin(async {
            let request = EmbeddingRequest { model: self.name.clone(), texts: texts.to_vec() };
            match self.playback.play(request.hash())? {
                Outcome::Vectors(embeddings) => Ok(embeddings.clone()),
                Outcome::Error(error) => Err(error.clone()),
                Outcome::Reply(_) => Err(ChatError::Unreadable),
            }
        })
    }
}
