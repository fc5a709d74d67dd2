//! Runs from question to answer: the endpoints, the run workflow's tasks and the worker that takes the agents' turns.

pub mod advance_run;
pub mod complete_run;
pub mod end_broken_run;
pub mod execute_agent_step;
pub mod fail_run;
pub mod get_artifact;
pub mod get_run_status;
pub mod list_artifacts;
mod roles;
pub mod start_run;

use genesis_aws::Cloud;
use genesis_http::Function;

pub use roles::{Found, Library, TurnFault, Work, World};

/// The run workflow in Amazon States Language. `${name}` stands for the function or the queue of that name.
pub const WORKFLOW: &str = include_str!("run.asl.json");

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        start_run::function(),
        get_run_status::function(),
        list_artifacts::function(),
        get_artifact::function(),
        execute_agent_step::function(),
        advance_run::function(),
        complete_run::function(),
        fail_run::function(),
        end_broken_run::function(),
    ]
}
