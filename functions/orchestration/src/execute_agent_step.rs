mod direct_step;

use std::time::Duration;

use genesis_aws::{Claim, Cloud, DirectStepMessage, Finish, StoreError, Workflow};
use genesis_core::{Access, Clock, Declaration, Fault, Grant, Kind, Queue, Resource, RunId, TenantId, Timestamp, Trigger};
use genesis_http::Function;
use genesis_lag::StepId;
use genesis_models::CallLog;
use genesis_orchestration::{AgentStep, Attempt, Execution, ExecutionStatus, RunState, Status, TaskToken};
use genesis_rcr::Role;
use serde::Deserialize;

use crate::{
    ending::USAGE,
    ending::leaving::POLICY,
    own_agents,
    roles::{TurnFault, Work, take_turn},
};

const DECLARATION: Declaration = Declaration {
    name: "execute-agent-step",
    summary: "Takes one turn of one agent: routes its context, asks the model, stores the outcome, answers the task token if any.",
    trigger: Trigger::Queue { queue: Queue::AgentSteps, batch_size: 4, max_concurrency: 8 },
    grants: &[
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::Read, Access::Write] },
        USAGE,
        Grant { resource: Resource::Table("memory"), access: &[Access::Read] },
        POLICY,
        Grant { resource: Resource::Bucket("knowledge"), access: &[Access::Read] },
        Grant { resource: Resource::Secret("model-keys"), access: &[Access::Read] },
        Grant { resource: Resource::Workflow, access: &[Access::Answer] },
    ],
    memory_mib: 1024,
    // All that Lambda gives: a model of one's own machine may think for minutes, and is asked again where it fails.
    timeout_seconds: 900,
};

/// How long a claim holds without being renewed. A worker that is gone holds its turn up for no longer.
pub(crate) const LEASE: Duration = Duration::from_secs(10);
const RENEWAL: Duration = Duration::from_secs(4);
/// Work that is done sooner needs no claim: who does it twice stores it once.
const UNCLAIMED: Duration = Duration::from_millis(50);
/// From what is known, from what is stored, and once more to see what somebody faster has stored.
pub(crate) const TRIES: u32 = 3;

/// A turn that the run workflow waits for, or a step that a caller asked for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum AgentStepMessage {
    Turn(TurnMessage),
    Direct(DirectStepMessage),
}

#[derive(Debug, Deserialize)]
struct TurnMessage {
    token: TaskToken,
    tenant: TenantId,
    run_id: RunId,
    wave: u32,
    step: Option<StepId>,
    role: Role,
}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, execute_agent_step)
}

async fn execute_agent_step(cloud: Cloud, message: AgentStepMessage) -> Result<(), TurnFault> {
    match message {
        AgentStepMessage::Turn(turn) => take(cloud, turn).await,
        AgentStepMessage::Direct(step) => direct_step::execute(&cloud, step).await,
    }
}

/// What became of a turn that a task waits for.
pub(crate) enum Taken {
    Done,
    /// An agent of the caller's own has it.
    HandedOut,
}

async fn take(cloud: Cloud, message: TurnMessage) -> Result<(), TurnFault> {
    let taken = execute(&cloud, &message).await;
    answer(&cloud.workflow(message.tenant), message.run_id, &message.token, &taken).await
}

/// A fault fails the task, so that the workflow tries again where it may pass, and otherwise ends the run with its reason.
pub(crate) async fn answer(workflow: &Workflow, run: RunId, token: &TaskToken, taken: &Result<Taken, TurnFault>) -> Result<(), TurnFault> {
    match taken {
        Ok(Taken::Done) => workflow.succeed(token).await?,
        Ok(Taken::HandedOut) => {}
        Err(fault) => {
            let code = fault.code();
            match fault.kind() {
                Kind::Unavailable => tracing::info!(%run, code, %fault, "a turn will be tried again"),
                Kind::Conflict => tracing::info!(%run, code, %fault, "a turn was not done"),
                _ => tracing::error!(%run, code, %fault, "a turn failed"),
            }
            let (error, cause) = fault.for_workflow();
            workflow.fail(token, error, &cause).await?;
        }
    }
    Ok(())
}

/// Works on what this instance knows of the run, and on what is stored where that is not enough or somebody was faster.
async fn execute(cloud: &Cloud, message: &TurnMessage) -> Result<Taken, TurnFault> {
    let turns = cloud.turns(message.tenant);
    let turn = AgentStep::new(message.wave, message.step, message.role);
    let mut known = turns.known(message.run_id, turn);
    for _ in 0..TRIES {
        let state = match known.take() {
            Some(state) => state,
            None => turns.state(message.run_id).await?.ok_or(TurnFault::NoSuchRun)?,
        };
        if state.own_agent(turn).is_some() && !state.run.status.is_final() {
            return own_agents::hand_out(cloud, message.tenant, &state, turn, &message.token).await;
        }
        let Some(execution) = begin(cloud, &state, turn)? else { return Ok(Taken::Done) };
        match take_from(cloud, message, &state, &execution).await? {
            Finish::Stored => return Ok(Taken::Done),
            Finish::Superseded => {}
        }
    }
    Err(TurnFault::TurnTaken)
}

/// Takes a turn. A fault that may pass gives the claim back, any other ends the turn. What was paid in vain is counted all the same.
async fn take_from(cloud: &Cloud, message: &TurnMessage, state: &RunState, begun: &Execution) -> Result<Finish, TurnFault> {
    let wasted = CallLog::default();
    let outcome = work(cloud, message, state, begun, &wasted).await;
    let paid = || begun.failed(wasted.take(), cloud.clock().now());
    match outcome {
        Ok(Finish::Stored) => {}
        Ok(Finish::Superseded) => give_up(cloud, message.tenant, message.run_id, paid()).await?,
        Err(ref fault) if fault.kind() == Kind::Unavailable => {
            give_up(cloud, message.tenant, message.run_id, paid()).await?;
            cloud.turns(message.tenant).release(message.run_id, begun, cloud.clock().now()).await?;
        }
        Err(fault) => return end_by(cloud, message.tenant, message.run_id, paid(), fault).await,
    }
    outcome
}

/// Ends a turn by a fault that does not pass; and its run with it, where what that may spend is spent.
pub(crate) async fn end_by(cloud: &Cloud, tenant: TenantId, run: RunId, failed: Execution, fault: TurnFault) -> Result<Finish, TurnFault> {
    let ending = fault.ending(failed.step.step);
    if let Some(terminator) = &ending {
        // It ends as it would between two waves, with what is certain.
        cloud.runs(tenant).terminate(run, terminator).await?;
        if failed.calls.is_empty() {
            return Ok(Finish::Stored);
        }
    }
    let finish = cloud.turns(tenant).finish(run, &failed, &[], status_after(failed.step)).await?;
    if finish == Finish::Superseded {
        give_up(cloud, tenant, run, failed).await?;
    }
    if ending.is_some() { Ok(finish) } else { Err(fault) }
}

/// Keeps what was paid for an attempt that came to nothing.
async fn give_up(cloud: &Cloud, tenant: TenantId, run: RunId, Execution { step, attempt, calls, .. }: Execution) -> Result<(), StoreError> {
    if calls.is_empty() {
        return Ok(());
    }
    cloud.turns(tenant).give_up(run, &Attempt { turn: step, attempt, calls }, cloud.clock().now()).await
}

/// Takes the turn and stores its outcome. What another worker has taken over, or a run that is over, gets nothing stored.
async fn work(cloud: &Cloud, message: &TurnMessage, state: &RunState, begun: &Execution, wasted: &CallLog) -> Result<Finish, TurnFault> {
    let turns = cloud.turns(message.tenant);
    // A language model is paid for: whoever comes second asks none.
    let is_claimed = !state.run.casting.is_extractive();
    if is_claimed && turns.claim(message.run_id, begun).await? == Claim::Busy {
        return Ok(Finish::Superseded);
    }
    let work = tokio::select! {
        work = take_turn(cloud, message.tenant, state, begun.step, wasted) => work?,
        lost = hold(cloud, message, begun, is_claimed) => return lost,
    };
    let Work { query, routed, selection_ms, outcome, memory, tokens_used, calls, notes } = work;
    let finished = Execution {
        status: ExecutionStatus::Completed,
        completed_at: Some(cloud.clock().now()),
        query,
        routed: Some(routed),
        tokens_used,
        selection_ms,
        outcome: Some(outcome),
        calls,
        notes,
        ..begun.clone()
    };
    let finish = turns.finish(message.run_id, &finished, &memory, status_after(begun.step)).await;
    if !matches!(finish, Ok(Finish::Stored)) {
        finished.calls.into_iter().for_each(|call| wasted.add(call));
    }
    Ok(finish?)
}

/// The state a run is in after a turn.
pub(crate) fn status_after(turn: AgentStep) -> Status {
    if turn.role == Role::Planner { Status::Planning } else { Status::Executing }
}

/// Claims a turn that takes its time, unless it is claimed, and keeps the claim for as long as the work goes on. Returns only when
/// it is lost.
async fn hold(cloud: &Cloud, message: &TurnMessage, begun: &Execution, is_claimed: bool) -> Result<Finish, TurnFault> {
    let turns = cloud.turns(message.tenant);
    if !is_claimed {
        tokio::time::sleep(UNCLAIMED).await;
        if turns.claim(message.run_id, begun).await? == Claim::Busy {
            return Ok(Finish::Superseded);
        }
    }
    Err(keep(cloud.clock(), |until| turns.renew(message.run_id, begun, until)).await)
}

/// Renews a claim for as long as the work goes on, and returns only when it is lost.
pub(crate) async fn keep<F: Future<Output = Result<Claim, StoreError>>>(clock: &Clock, renew: impl Fn(Timestamp) -> F) -> TurnFault {
    loop {
        tokio::time::sleep(RENEWAL).await;
        match renew(clock.now().plus(LEASE)).await {
            Ok(Claim::Held) => {}
            Ok(Claim::Busy) => return TurnFault::TurnTaken,
            Err(error) => tracing::info!(code = error.code(), "a claim could not be renewed in time"),
        }
    }
}

/// The turn as it begins: none when it is done or the run is over, a further attempt when the last one's lease ran out.
fn begin(cloud: &Cloud, state: &RunState, turn: AgentStep) -> Result<Option<Execution>, TurnFault> {
    let now = cloud.clock().now();
    let attempt = match state.executions.iter().find(|execution| execution.step == turn) {
        _ if state.run.status.is_final() || state.run.terminator.is_some() => return Ok(None),
        None => 1,
        Some(last) if last.status == ExecutionStatus::Completed => return Ok(None),
        Some(last) if last.status == ExecutionStatus::Failed => return Err(TurnFault::TurnFailed),
        Some(last) if cloud.is_held(last.lease_until, LEASE) => return Err(TurnFault::TurnTaken),
        Some(last) => last.attempt + 1,
    };
    Ok(Some(Execution { attempt, lease_until: now.plus(LEASE), ..Execution::begun(turn, now) }))
}
