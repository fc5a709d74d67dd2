use genesis_aws::{Cloud, Finish};
use genesis_core::TenantId;
use genesis_lag::{GivenPlan, Reason, Terminator};
use genesis_models::{Call, CallLog};
use genesis_orchestration::{AgentExecution, AgentStep, AwaitedTurn, Execution, ExecutionStatus, RunState};

use super::{give_up, recited::Recited, reply::OwnReply};
use crate::{
    asking::{self, Team},
    execute_agent_step::{TRIES, Taken, status_after},
    roles::{TurnFault, Work, World},
};

/// Takes a turn with what its agent has given for it, or ends it where there is nothing.
pub(crate) async fn settle(cloud: &Cloud, tenant: TenantId, ended: &AgentExecution) -> Result<Taken, TurnFault> {
    let AwaitedTurn { step, calls, .. } = ended.turn.as_ref().ok_or(TurnFault::TurnFailed)?;
    let (turns, step, mut paid) = (cloud.turns(tenant), *step, calls.clone());
    for _ in 0..TRIES {
        let state = turns.state(ended.run_id).await?.ok_or(TurnFault::NoSuchRun)?;
        let stored = state.executions.iter().find(|execution| execution.step == step).map(|execution| execution.status);
        if state.run.status.is_final() || stored == Some(ExecutionStatus::Completed) {
            return Ok(Taken::Done);
        }
        if ended.status == ExecutionStatus::Failed {
            return Err(fail(cloud, tenant, ended, &taken(ended, step, paid)).await?);
        }
        if stored == Some(ExecutionStatus::Failed) {
            return Err(TurnFault::TurnFailed);
        }
        let worked = work(cloud, tenant, &state, ended, &mut paid).await;
        let begun = taken(ended, step, paid.clone());
        let Work { query, routed, outcome, memory, tokens_used, notes, .. } = match worked {
            Ok(work) => work,
            Err(fault) => {
                return give_up(cloud, tenant, ended.run_id, Execution { status: ExecutionStatus::Failed, ..begun }, fault).await;
            }
        };
        // What an agent does not say is counted as it is for every role.
        let own_tokens = if ended.tokens_used > 0 { ended.tokens_used } else { tokens_used };
        let tokens_used = begun.tokens_used - begun.own_tokens + own_tokens;
        let (routed, outcome) = (Some(routed), Some(outcome));
        let finished = Execution { query, routed, outcome, tokens_used, own_tokens, notes, ..begun };
        match turns.finish(ended.run_id, &finished, &memory, status_after(step)).await? {
            Finish::Stored => return Ok(Taken::Done),
            Finish::Superseded => {}
        }
    }
    Err(TurnFault::TurnTaken)
}

/// What is asked for it besides is added to what is paid.
async fn work(cloud: &Cloud, tenant: TenantId, state: &RunState, ended: &AgentExecution, paid: &mut Vec<Call>) -> Result<Work, TurnFault> {
    let AwaitedTurn { step, routed, .. } = ended.turn.clone().ok_or(TurnFault::TurnFailed)?;
    let reply = OwnReply::parse(state, step, &ended.output_context).map_err(|_| TurnFault::ReplyUnreadable)?;
    let planned = match &reply {
        OwnReply::Plan(given) => Some(with_plan(state, given)),
        _ => None,
    };
    let team = asking::team(cloud, tenant, state, CallLog::default()).await?;
    let player = team.player(step.role);
    let model = Recited { reply, platform: player.model() };
    let world = World { team: &Team::of(&model), library: &cloud.knowledge(tenant), clock: cloud.clock() };
    let work = world.take_routed_turn(planned.as_ref().unwrap_or(state), step, routed).await;
    paid.extend(player.take_calls());
    Ok(Work { notes: player.notes(), ..work? })
}

/// A plan that is given is carried out, whoever gives it.
fn with_plan(state: &RunState, given: &GivenPlan) -> RunState {
    let mut state = state.clone();
    state.run.given_plan = Some(given.clone());
    state
}

/// Ends the turn without an outcome, and gives the reason.
async fn fail(cloud: &Cloud, tenant: TenantId, ended: &AgentExecution, begun: &Execution) -> Result<TurnFault, TurnFault> {
    let (failed, step) = (Execution { status: ExecutionStatus::Failed, ..begun.clone() }, begun.step);
    if cloud.turns(tenant).finish(ended.run_id, &failed, &[], status_after(step)).await? == Finish::Superseded {
        tracing::info!(execution = %ended.id, "a turn was ended before");
    }
    if ended.ran_out() {
        let detail = format!("The agent {} did not complete its work in time.", ended.agent_id);
        cloud.runs(tenant).terminate(ended.run_id, &Terminator { reason: Reason::WaitLimit, step: step.step, detail }).await?;
        return Ok(TurnFault::WaitOver);
    }
    let message = ended.error_message.as_deref().unwrap_or_default();
    Ok(TurnFault::AgentFailed { told: format!("the agent {} failed: {message}", ended.agent_id) })
}

/// The turn as long as its agent had it, with what the agent says it used and what was asked besides.
fn taken(ended: &AgentExecution, step: AgentStep, calls: Vec<Call>) -> Execution {
    let selection_ms = ended.turn.as_ref().map_or(0, |turn| turn.selection_ms);
    let called: u64 = calls.iter().map(|call| call.usage.tokens()).sum();
    Execution {
        selection_ms,
        tokens_used: ended.tokens_used + called,
        own_tokens: ended.tokens_used,
        calls,
        status: ExecutionStatus::Completed,
        lease_until: ended.lease_until,
        completed_at: ended.completed_at,
        query: ended.input_context.get("query").and_then(|query| query.as_str()).unwrap_or_default().to_owned(),
        ..Execution::begun(step, ended.created_at)
    }
}
