use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use genesis_core::MicroDollars;
use serde::{Deserialize, Serialize};

use super::{ModelName, Usage};
use crate::redacted;

/// One request to a model and what became of it, as the trace keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub model: ModelName,
    /// The model that answered, as the provider names it; empty where none did.
    pub answered_by: String,
    /// The hash of the prompt's file that the request was made from; empty for embeddings.
    pub prompt: String,
    /// The hash of the canonical request.
    pub request: String,
    /// What was said to the model, and what it said.
    pub asked: String,
    pub replied: String,
    /// As the provider counted; estimated where it does not say.
    pub usage: Usage,
    pub is_usage_estimated: bool,
    pub cost: MicroDollars,
    /// 1 is the first; each that follows a failure is a call of its own.
    pub attempt: u32,
    pub duration_ms: u64,
    /// The code of the error; none where it replied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Calls in their order, without what a prompt or a reply has of a person, until somebody takes them.
#[derive(Debug, Clone, Default)]
pub struct CallLog(Arc<Mutex<Vec<Call>>>);

impl CallLog {
    pub fn add(&self, call: Call) {
        let call = Call { asked: redacted(&call.asked).into_owned(), replied: redacted(&call.replied).into_owned(), ..call };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(call);
    }

    pub fn take(&self) -> Vec<Call> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
