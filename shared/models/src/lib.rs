//! What an agent model is, and the extractive model: six roles, each asked with its routed context.

mod extractive;
mod port;

pub use extractive::Extractive;
pub use port::{
    Answered, Citation, ContextItem, Critique, FinalAnswer, ItemKind, Model, ModelError, Planned, Reading, Replying, SubAnswer,
    SubQuestion, Verification,
};
