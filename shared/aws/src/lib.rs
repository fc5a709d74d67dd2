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
mod quotas;
mod runs;
mod settings;
mod table;
mod turns;
mod webhooks;
mod workflow;

pub use access::*;
pub use agents::{AgentExecutions, AgentSettings, DirectStepMessage, Offer, OpenExecution, OpenWork, WhichWork, WorkPage};
pub use artifacts::Artifacts;
pub use audit::*;
pub use clients::{Connection, Lines, Metric, RATE_LIMIT_HITS, UNCOUNTED_REQUESTS, Unit, Vending};
pub use cloud::Cloud;
pub use documents::{Batch, BatchMessage, Documents};
pub use error::StoreError;
pub use idempotency::{IdempotencyKeys, KeptAnswer, KeyedRequest};
pub use knowledge::Knowledge;
pub use language_models::{ModelKeys, Models, RunAccount, SharedBreakers};
pub use learning::{RouterMetrics, RouterRecord, RouterSums, StabilitySums, StabilityTests};
pub use memories::{Deleted, Memories};
pub use quotas::{DayOfUsage, NotGranted, Quotas};
pub use runs::{Finished, Listing, OpenRun, Page, PlatformTotals, Routing, Runs, Totals};
pub use settings::{InvalidSettings, Settings, VARIABLES, Variable};
pub use turns::{Claim, Finish, Turns};
pub use webhooks::*;
pub use workflow::{Start, Workflow};
