//! What the platform relies on AWS to do, checked through the ordinary SDK clients and AWS's own operations alone.
//!
//! Each test has an embedded cloud of its own; with `GENESIS_CONFORMANCE_ENDPOINT` set, all of them run against that endpoint instead.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod endpoint;
mod keys;
mod objects;
mod queues;
mod secrets;
mod tables;
mod workflows;
