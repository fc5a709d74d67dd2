//! The platform, spoken to at its door.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod agents;
mod anything;
mod audit;
mod bad_input;
mod boundaries;
mod broken_turns;
mod broken_values;
mod content;
mod credentials;
mod determinism;
mod edges;
mod endings;
mod events;
mod failures;
mod faults;
mod gate;
mod generated;
mod health;
mod house;
mod http_alone;
mod idempotency;
mod ingest;
mod lambda_protocol;
mod listings;
mod meaning;
mod memory;
#[expect(dead_code, reason = "one protocol and its good days are enough here")]
mod model_server;
mod models;
mod people;
mod probe;
mod progress;
mod questions;
mod quotas;
mod remembered;
mod reputation;
mod router_metrics;
mod runtime_api;
mod slow_turns;
mod stand_in;
mod terminators;
mod tidy;
mod unsteady;
mod webhooks;
mod worker;
mod workflow;
