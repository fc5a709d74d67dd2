use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use futures::future::BoxFuture;
use genesis_models::{Chat, ChatError, ChatReply, ChatRequest, Chats, EmbeddingRequest, Embeddings, ModelName};

use super::{
    UnreadableCassette,
    line::{Asked, Outcome},
    tape::Tape,
};

/// Models of which every exchange is recorded.
pub struct Recorder {
    models: Arc<dyn Chats>,
    tape: Arc<Mutex<Tape>>,
}

impl Recorder {
    /// Records into a file; what is in it stays, and must be a record itself.
    pub fn open(path: &Path, models: Arc<dyn Chats>) -> Result<Self, UnreadableCassette> {
        Ok(Self { models, tape: Arc::new(Mutex::new(Tape::open(path)?)) })
    }
}

impl Chats for Recorder {
    fn find(&self, name: &ModelName) -> Option<Arc<dyn Chat>> {
        let model = self.models.find(name)?;
        Some(Arc::new(Recorded { model, name: name.clone(), tape: self.tape.clone() }))
    }
}

/// A model that is recorded.
struct Recorded {
    model: Arc<dyn Chat>,
    name: ModelName,
    tape: Arc<Mutex<Tape>>,
}

impl Recorded {
    fn keep<R>(&self, asked: impl FnOnce() -> Asked, came: &Result<R, ChatError>, outcome: impl FnOnce(&R) -> Outcome) {
        let outcome = match came {
            Ok(reply) => outcome(reply),
            Err(error) if ChatError::LASTING.contains(error) => Outcome::Error(error.clone()),
            Err(_) => return,
        };
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).add(asked(), outcome);
    }
}

impl Chat for Recorded {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        Box::pin(async {
            let came = self.model.complete(request).await;
            self.keep(|| Asked::Chat(request.clone()), &came, |reply| Outcome::Reply(reply.clone()));
            came
        })
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        Box::pin(async {
            let came = self.model.embed(texts).await;
            let asked = || Asked::Vectors(EmbeddingRequest { model: self.name.clone(), texts: texts.to_vec() });
            self.keep(asked, &came, |embeddings| Outcome::Vectors(embeddings.clone()));
            came
        })
    }
}
