//! What is the embedded cloud's own: who may do what, what it creates and keeps, what it feeds and ends. What AWS does is in `tests/conformance`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod access;
mod broken_folders;
mod executions;
mod faults;
mod folders;
mod provision;
mod queues;
mod state_language;
mod support;
mod workflows;
