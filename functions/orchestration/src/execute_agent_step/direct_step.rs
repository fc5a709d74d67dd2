//! A built-in role's step at a caller's request. It is claimed with a lease like a turn, but answers no token and leaves nothing
//! in the run's memory, so that the run goes its way as if nobody had asked.
//!
//! A message whose step could not be done now is dropped: `resume-agent-executions` sends another while the step is open.

use genesis_aws::{Claim, Cloud, DirectStepMessage};
use genesis_core::{Fault, Kind, MicroDollars};
use genesis_models::{Call, CallLog, Charge};
use genesis_orchestration::{AgentExecution, DirectStep, ExecutionEnd, ExecutionStatus};
use genesis_tenancy::Passage;

use crate::{
    execute_agent_step::{LEASE, keep},
    own_agents,
    roles::{TurnFault, Work, take_direct_step},
};

/// A step that so many workers did not bring to an end has failed.
const MOST_ATTEMPTS: u32 = 10;

pub(crate) async fn execute(cloud: &Cloud, message: DirectStepMessage) -> Result<(), TurnFault> {
    let executions = cloud.agent_executions(message.tenant);
    let execution = executions.find(message.execution_id).await?.ok_or(TurnFault::NoSuchExecution)?;
    if execution.role().is_none() {
        return own_agents::look_after(cloud, message.tenant, execution).await;
    }
    let now = cloud.clock().now();
    if execution.status != ExecutionStatus::Running || cloud.is_held(execution.lease_until, LEASE) {
        return Ok(());
    }
    let claimed = execution.claimed(now, now.plus(LEASE));
    if executions.claim(&claimed).await? == Claim::Busy {
        return Ok(());
    }
    let log = CallLog::default();
    let worked = tokio::select! {
        end = work(cloud, message, &claimed, &log) => end,
        lost = keep(cloud.clock(), |until| executions.lease(&claimed, until)) => Err(lost),
    };
    let end = match worked {
        Ok(end) => end,
        Err(fault) if fault.kind() == Kind::Unavailable => {
            tracing::info!(execution = %claimed.id, code = fault.code(), %fault, "a step will be tried again");
            return executions.release(&claimed, spent(&log.take()), cloud.clock().now()).await.map_err(TurnFault::from);
        }
        Err(fault) => failed(&claimed, &fault, &log.take()),
    };
    executions.finish(&claimed.ended(end, cloud.clock().now())).await?;
    Ok(())
}

async fn work(cloud: &Cloud, message: DirectStepMessage, claimed: &AgentExecution, log: &CallLog) -> Result<ExecutionEnd, TurnFault> {
    let role = claimed.role().ok_or(TurnFault::NoSuchExecution)?;
    if claimed.attempt > MOST_ATTEMPTS {
        return Err(TurnFault::GivenUp);
    }
    let step = DirectStep::parse(role, &claimed.input_context)?;
    let state = cloud.runs(message.tenant).state(claimed.run_id).await?.ok_or(TurnFault::NoSuchRun)?;
    let Work { outcome, routed, tokens_used, calls, .. } = take_direct_step(cloud, message.tenant, &state, &step, log).await?;
    let told = serde_json::to_value(outcome).expect("an outcome has texts for keys");
    let mut output_context = told.as_object().cloned().expect("an outcome is an object under the name of what was done");
    cloud
        .screen(message.tenant, Passage::Answer, |screening| {
            output_context.values_mut().try_for_each(|told| screening.pass_value("output_context", told))
        })
        .await?;
    let context_used = routed.selected.into_iter().map(|selected| selected.id).collect();
    let cost = (!calls.is_empty()).then(|| spent(&calls).cost);
    Ok(ExecutionEnd { output_context, context_used, tokens_used, cost, error_message: None })
}

/// What calls came to, whatever came of them.
fn spent(calls: &[Call]) -> Charge {
    Charge { tokens: calls.iter().map(|call| call.usage.tokens()).sum(), cost: calls.iter().map(|call| call.cost).sum::<MicroDollars>() }
}

fn failed(claimed: &AgentExecution, fault: &TurnFault, calls: &[Call]) -> ExecutionEnd {
    let code = fault.code();
    match fault.kind() {
        Kind::Internal => tracing::error!(execution = %claimed.id, code, %fault, "a step failed"),
        _ => tracing::info!(execution = %claimed.id, code, %fault, "a step could not be done"),
    }
    let Charge { tokens, cost } = spent(calls);
    ExecutionEnd {
        tokens_used: tokens,
        cost: (!calls.is_empty()).then_some(cost),
        error_message: Some(code.to_owned()),
        ..ExecutionEnd::default()
    }
}
