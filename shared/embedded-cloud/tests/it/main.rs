//! The embedded cloud through the ordinary SDK clients.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod access;
mod executions;
mod folders;
mod objects;
mod queues;
mod secrets;
mod state_language;
mod support;
mod tables;
mod workflows;
