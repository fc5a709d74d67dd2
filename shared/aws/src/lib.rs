//! Everything that knows AWS: settings, clients made for one function and one tenant, and the stores, one file an entity.
//!
//! A store takes its keys apart and puts them together, and decides nothing. Every key begins with the tenant or with
//! `platform`, and is spelled in one function of its entity's file.

mod agent_executions;
mod agent_settings;
mod api_keys;
mod artifacts;
mod breakers;
mod clients;
mod cloud;
mod documents;
mod error;
mod idempotency;
mod index_cache;
mod knowledge;
mod learning;
mod memories;
mod model_keys;
mod models;
mod run_accounts;
mod runs;
mod settings;
mod table;
mod tenants;
mod turns;
mod workflow;

pub use agent_executions::{AgentExecutions, DirectStepMessage, Offer, OpenExecution, OpenWork, WhichWork};
pub use agent_settings::AgentSettings;
pub use api_keys::{ApiKeyRecord, ApiKeys};
pub use artifacts::Artifacts;
pub use breakers::SharedBreakers;
pub use clients::{Connection, Vending};
pub use cloud::Cloud;
pub use documents::{Batch, BatchMessage, Documents};
pub use error::StoreError;
pub use idempotency::{IdempotencyKeys, KeptAnswer, KeyedRequest};
pub use knowledge::Knowledge;
pub use learning::{RouterMetrics, RouterRecord, RouterSums, StabilitySums, StabilityTests};
pub use memories::{Deleted, Memories};
pub use model_keys::ModelKeys;
pub use models::Models;
pub use run_accounts::RunAccount;
pub use runs::{Finished, Listing, OpenRun, Page, PlatformTotals, Routing, Runs, Totals};
pub use settings::{InvalidSettings, Settings};
pub use tenants::{Tenant, Tenants};
pub use turns::{Claim, Finish, Turns};
pub use workflow::{Start, Workflow};
