//! The model that prompts a language model, under one that says what a test has written down.

mod embedding;
mod exchange;
mod injection;
mod roles;
mod script;
