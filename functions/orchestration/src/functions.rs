use genesis_aws::Cloud;
use genesis_http::Function;

use crate::{
    advance_run, cancel_run, claim_agent_work, complete_agent_execution, complete_run, conclude_run, configure_agents, end_broken_run,
    execute_agent_step, fail_run, get_agent_configuration, get_agent_execution, get_agent_performance, get_artifact, get_run_statistics,
    get_run_status, list_agent_capabilities, list_agent_work, list_artifacts, list_runs, renew_agent_claim, resume_agent_executions,
    resume_runs, start_agent_execution, start_run,
};

/// The run workflow in Amazon States Language. `${name}` stands for the function or the queue of that name.
pub const WORKFLOW: &str = include_str!("run.asl.json");

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        start_run::function(),
        get_run_status::function(),
        get_run_statistics::function(),
        list_runs::function(),
        complete_run::function(),
        cancel_run::function(),
        list_artifacts::function(),
        get_artifact::function(),
        execute_agent_step::function(),
        advance_run::function(),
        conclude_run::function(),
        fail_run::function(),
        end_broken_run::function(),
        resume_runs::function(),
        start_agent_execution::function(),
        list_agent_work::function(),
        claim_agent_work::function(),
        renew_agent_claim::function(),
        complete_agent_execution::function(),
        get_agent_execution::function(),
        get_agent_performance::function(),
        list_agent_capabilities::function(),
        configure_agents::function(),
        get_agent_configuration::function(),
        resume_agent_executions::function(),
    ]
}
