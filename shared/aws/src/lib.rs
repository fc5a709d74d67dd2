//! Everything that knows AWS: settings, clients made for one function and one tenant, and the stores, one file an entity.
//!
//! A store takes its keys apart and puts them together, and decides nothing. Every key begins with the tenant or with
//! `platform`, and is spelled in one function of its entity's file.

mod access;
mod agents;
mod artifacts;
mod audit;
mod clients;
mod cloud;
pub mod deployment;
mod documents;
mod error;
mod idempotency;
mod knowledge;
mod language_models;
mod learning;
mod memories;
mod page;
mod provider_keys;
mod quotas;
mod runs;
mod sealing;
mod settings;
mod table;
mod turns;
mod webhooks;
mod workflow;

pub use self::{
    access::*, agents::*, artifacts::Artifacts, audit::*, clients::*, cloud::Cloud, documents::*, error::StoreError, idempotency::*,
    knowledge::Knowledge, language_models::*, learning::*, memories::*, page::Page, provider_keys::ProviderKeys, quotas::*, runs::*,
    settings::*, turns::*, webhooks::*, workflow::*,
};
