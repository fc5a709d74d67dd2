use std::sync::{Arc, Mutex, PoisonError};

use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

use crate::redacted;

/// What did not go straight while a role was played, as the trace keeps it. What a model said may stand in `why`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Note {
    /// The first reply could not be used, and the model put it right.
    Repaired { role: Role, why: String },
    /// Another model played the role.
    TakenOver { role: Role, by: String, code: String, why: String },
    /// Texts were compared without their embeddings.
    Unembedded { code: String },
}

impl Note {
    /// Without what a model may have said of a person.
    pub fn redacted(mut self) -> Self {
        match &mut self {
            Note::Repaired { why, .. } | Note::TakenOver { why, .. } => *why = redacted(why).into_owned(),
            Note::Unembedded { .. } => {}
        }
        self
    }
}

/// The notes of one turn, in their order.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<Note>>>);

impl Notes {
    pub fn add(&self, note: Note) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }

    pub fn notes(&self) -> Vec<Note> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
