//! Runs that are over: what their artifacts tell, their timeline, and taking them again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod known;
mod own_agents;
mod recording;
mod replay;
mod sample;
mod stopping;
mod timeline;
