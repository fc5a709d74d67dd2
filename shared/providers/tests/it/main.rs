//! The adapters against a server that plays their providers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod bad_days;
mod bedrock;
mod cassette;
mod keys;
#[path = "../../../../tests/it/model_server/mod.rs"]
mod model_server;
mod openai;
mod scene;
