//! A turn that an agent of the caller's own takes. It is offered as work with the token of the task that waits, and the token stays
//! unanswered until the agent has completed the work or its time is over.
//!
//! Whatever ends the work, a message to the agents' worker takes it to the run; one that is lost is sent again by
//! `resume-agent-executions`, since the work stands in a list of what is due until its run has it.

pub(crate) mod claims;
pub(crate) mod new_agents;
mod offered;
mod recited;
mod reply;
mod settled;
mod withdrawn;

use genesis_aws::{Claim, Cloud, Finish, Offer};
use genesis_core::{ExecutionId, Fault, Kind, RunId, TenantId};
use genesis_http::Problem;
use genesis_models::CallLog;
use genesis_orchestration::{AgentExecution, AgentStep, AwaitedTurn, Execution, ExecutionEnd, ExecutionStatus, RunState, TaskToken};
use serde_json::{Map, Value};

use offered::{Offered, offered};
use settled::settle;
pub(crate) use withdrawn::withdraw;

use crate::{
    execute_agent_step::{TRIES, Taken, answer, end_by},
    roles::TurnFault,
};

/// Offers a turn to its agent, or finds what became of the offer: another task may wait for it than the one it was made for.
pub(crate) async fn hand_out(
    cloud: &Cloud,
    tenant: TenantId,
    state: &RunState,
    step: AgentStep,
    token: &TaskToken,
) -> Result<Taken, TurnFault> {
    let executions = cloud.agent_executions(tenant);
    let id = ExecutionId::of_turn(state.run.id, step);
    for _ in 0..TRIES {
        match executions.find(id).await? {
            None => {
                let wasted = CallLog::default();
                let offer = match offered(cloud, tenant, state, Offered { step, token, wasted: &wasted }).await {
                    Ok(offer) => offer,
                    Err(fault) => {
                        let now = cloud.clock().now();
                        return give_up(cloud, tenant, state.run.id, Execution::begun(step, now).failed(wasted.take(), now), fault).await;
                    }
                };
                match executions.offer(&offer).await? {
                    Offer::Made => return Ok(Taken::HandedOut),
                    Offer::RunIsOver => return Ok(Taken::Done),
                    Offer::Exists => {}
                }
            }
            Some(open) if open.is_overdue(cloud.clock().now()) => drop(run_out(cloud, tenant, open).await?),
            Some(open) if open.status == ExecutionStatus::Running => {
                if executions.await_with(open.id, token).await? == Claim::Held {
                    return Ok(Taken::HandedOut);
                }
            }
            Some(ended) => return settle(cloud, tenant, &ended).await,
        }
    }
    Err(TurnFault::TurnTaken)
}

/// Takes work that has ended to the run that waits for it, and ends what is overdue.
pub(crate) async fn look_after(cloud: &Cloud, tenant: TenantId, execution: AgentExecution) -> Result<(), TurnFault> {
    let (executions, id) = (cloud.agent_executions(tenant), execution.id);
    let ended = match execution.status {
        ExecutionStatus::Running if !execution.is_overdue(cloud.clock().now()) => return Ok(()),
        ExecutionStatus::Running => {
            run_out(cloud, tenant, execution).await?;
            executions.find(id).await?.ok_or(TurnFault::NoSuchExecution)?
        }
        ExecutionStatus::Completed | ExecutionStatus::Failed => execution,
    };
    let Some(AwaitedTurn { token, .. }) = ended.turn.as_ref().filter(|_| ended.status != ExecutionStatus::Running) else { return Ok(()) };
    let taken = settle(cloud, tenant, &ended).await;
    answer(&cloud.workflow(tenant), ended.run_id, token, &taken).await?;
    match taken {
        // Its task is tried again, and finds what there is.
        Err(fault) if fault.kind() == Kind::Unavailable => Ok(()),
        Ok(_) | Err(_) => Ok(executions.settled(id).await?),
    }
}

/// Ends a turn that cannot be offered or taken, unless what is in the way may pass.
async fn give_up(cloud: &Cloud, tenant: TenantId, run: RunId, failed: Execution, fault: TurnFault) -> Result<Taken, TurnFault> {
    match fault.kind() {
        Kind::Unavailable => Err(fault),
        _ => end_by(cloud, tenant, run, failed, fault).await.map(|_| Taken::Done),
    }
}

/// Closes what nobody has completed in time.
async fn run_out(cloud: &Cloud, tenant: TenantId, overdue: AgentExecution) -> Result<Finish, TurnFault> {
    let (executions, now) = (cloud.agent_executions(tenant), cloud.clock().now());
    let end = ExecutionEnd { error_message: Some("wait_is_over".to_owned()), ..ExecutionEnd::default() };
    let is_awaited = overdue.turn.is_some();
    let ended = overdue.ended(end, now);
    Ok(if is_awaited { executions.hand_in(&ended, now).await? } else { executions.finish(&ended).await? })
}

/// Refuses an output that is not what the turn's role gives.
pub(crate) fn check(state: &RunState, step: AgentStep, output: &Map<String, Value>) -> Result<(), Problem> {
    reply::OwnReply::parse(state, step, output).map(drop)
}
