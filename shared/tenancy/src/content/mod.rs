//! What a tenant wants done about personal data, and about orders to a model or a database, in what comes in and in what goes out.

mod policy;
mod redaction;
mod screening;

pub use policy::{ContentPolicy, InvalidPolicy, Wishes};
pub use redaction::Redaction;
pub use screening::{ContentRefused, Passage, Screening, Signs};
