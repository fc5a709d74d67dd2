//! Agents beside a run's own turns: what callers ask of them, and how a tenant wants its roles played.

mod agent_execution;
mod agent_settings;

pub use agent_execution::{AgentExecution, AgentId, AwaitedTurn, ExecutionEnd, InvalidExecution, OwnAgent, PATIENCE, TaskToken};
pub use agent_settings::AgentSettings;
