//! The model that plays the six roles by prompting language models: a prompt for each role, its reply held against a form.
//!
//! What came from outside (questions, passages, earlier answers) stands in the user's messages, behind a fence it cannot close; the
//! system's text is a role's prompt and our rules. A reply that cannot be used is shown to the model with the reason, once.

mod bad_reply;
mod embedder;
mod exchange;
mod fence;
mod form;
mod front_matter;
mod notes;
mod object;
mod prompt;
mod quote;
mod replies;
mod roles;
mod sources;
mod telling;

use std::{collections::BTreeMap, sync::Arc};

pub use bad_reply::BadReply;
pub use embedder::{Embedder, EmbeddingCache};
use genesis_rcr::Role;
pub use notes::{Note, Notes};
pub use prompt::{InvalidPrompt, Prompt};

use crate::{Chat, Model, ModelName, Sampling};

/// Made for each turn.
pub struct Prompted<'m> {
    /// As it appears in artifacts.
    pub name: String,
    /// Who plays which role; one that is not here is the counterpart's.
    pub parts: BTreeMap<Role, Part>,
    pub sampling: Sampling,
    pub counterpart: &'m dyn Model,
    pub on_failure: OnFailure,
    pub embedder: Option<Embedder>,
    /// Filled while roles are played.
    pub notes: Notes,
}

/// A role as a language model plays it.
#[derive(Clone)]
pub struct Part {
    /// Whom requests name.
    pub model: ModelName,
    pub chat: Arc<dyn Chat>,
    pub prompt: Arc<Prompt>,
}

/// What happens where a model's reply, put right once, cannot be used, or where it does not reply however often it was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// The counterpart plays the role.
    #[default]
    TakeOver,
    /// The turn fails with the reason, and is taken again where that may pass.
    Fail,
}
