//! A language model that replies what a test has written down, and the turn that asks it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::{FutureExt, future::BoxFuture};
use genesis_lag::{StepId, StepKind};
use genesis_models::{
    Answered, Chat, ChatError, ChatReply, ChatRequest, Citation, ContextItem, Embeddings, Extractive, ItemKind, ModelError, Notes,
    OnFailure, Part, Prompt, Prompted, Replying, Sampling, SubAnswer, SubQuestion,
};
use genesis_rcr::Role;

/// Replies in the order they are written down, and remembers what it was asked.
#[derive(Default)]
pub struct Scripted {
    replies: Mutex<VecDeque<Result<ChatReply, ChatError>>>,
    asked: Mutex<Vec<ChatRequest>>,
}

impl Scripted {
    pub fn saying<'t>(texts: impl IntoIterator<Item = &'t str>) -> Arc<Self> {
        Self::replying(texts.into_iter().map(|text| Ok(said(text))))
    }

    pub fn replying(replies: impl IntoIterator<Item = Result<ChatReply, ChatError>>) -> Arc<Self> {
        Arc::new(Self { replies: Mutex::new(replies.into_iter().collect()), asked: Mutex::default() })
    }

    pub fn asked(&self) -> Vec<ChatRequest> {
        locked(&self.asked).clone()
    }
}

impl Chat for Scripted {
    fn complete<'a>(&'a self, request: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        locked(&self.asked).push(request.clone());
        let reply = locked(&self.replies).pop_front().expect("a reply is written down for every request");
        std::future::ready(reply).boxed()
    }

    fn embed<'a>(&'a self, _: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        std::future::ready(Err(ChatError::NotConfigured)).boxed()
    }
}

pub fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The reply of a model that never waits.
pub fn at_once<T>(replying: Replying<T>) -> Result<T, ModelError> {
    replying.now_or_never().expect("a scripted model never waits")
}

pub fn said(text: &str) -> ChatReply {
    ChatReply { text: text.to_owned(), model: "scripted-1".to_owned(), is_cut_off: false, usage: None }
}

/// A turn in which every role is the scripted model's, with the extractive one behind it.
pub fn prompted(chat: &Arc<Scripted>, on_failure: OnFailure) -> Prompted<'static> {
    let part = |role| Part {
        model: "openai:scripted".parse().expect("a model's name"),
        chat: chat.clone(),
        prompt: Arc::new(Prompt::built_in(role)),
    };
    Prompted {
        name: "openai:scripted".to_owned(),
        parts: Role::ALL.into_iter().map(|role| (role, part(role))).collect::<BTreeMap<_, _>>(),
        sampling: Sampling { temperature: 0.0, top_p: 1.0, seed: 42 },
        counterpart: &Extractive,
        on_failure,
        embedder: None,
        notes: Notes::default(),
    }
}

pub fn passage(id: &str, title: &str, text: &str) -> ContextItem {
    ContextItem { id: id.to_owned(), kind: ItemKind::Passage, title: title.to_owned(), text: text.to_owned() }
}

pub fn lookup(text: &str) -> SubQuestion {
    SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: text.to_owned(), premises: Vec::new() }
}

/// What was answered, asked for, with a citation.
pub fn answered(id: usize, question: &str, text: &str) -> Answered {
    let citation = Citation { passage: format!("a{id}#0"), title: format!("A{id}"), quote: text.to_owned(), start: 0, end: text.len() };
    let answer = SubAnswer { text: Some(text.to_owned()), confidence: 0.9, citations: vec![citation] };
    Answered { id: StepId::new(id), question: question.to_owned(), answer, asked: false }
}
