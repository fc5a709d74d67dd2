//! Runs from question to answer: the endpoints, the run workflow's tasks and the worker that takes the agents' turns.

pub mod advance_run;
mod asking;
pub mod cancel_run;
pub mod claim_agent_work;
pub mod complete_agent_execution;
pub mod complete_run;
pub mod conclude_run;
pub mod configure_agents;
pub mod end_broken_run;
mod ending;
pub mod execute_agent_step;
pub mod fail_run;
mod functions;
pub mod get_agent_configuration;
pub mod get_agent_execution;
pub mod get_agent_performance;
pub mod get_artifact;
pub mod get_run_statistics;
pub mod get_run_status;
mod given;
pub mod list_agent_capabilities;
pub mod list_agent_work;
pub mod list_artifacts;
pub mod list_runs;
mod long_poll;
mod own_agents;
pub mod renew_agent_claim;
pub mod resume_agent_executions;
pub mod resume_runs;
mod roles;
mod run_summary;
pub mod start_agent_execution;
pub mod start_run;

pub use asking::{Account, Asked, Team};
pub use functions::{WORKFLOW, functions};
pub use roles::{Found, Library, TurnFault, Work, World};
