//! Agents beside a run's own turns: what callers ask of them, and how tenants want their roles played.

mod agent_executions;
mod agent_settings;

pub use agent_executions::{AgentExecutions, DirectStepMessage, Offer, OpenExecution, OpenWork, WhichWork};
pub use agent_settings::AgentSettings;
