//! The platform, spoken to at its door.

mod access;
mod anything;
mod artifacts;
mod bad_input;
mod boundaries;
mod determinism;
mod generated;
mod house;
mod ingest;
mod runs;
mod worker;
mod workflow;
