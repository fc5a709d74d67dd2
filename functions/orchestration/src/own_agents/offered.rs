use genesis_aws::Cloud;
use genesis_core::{ExecutionId, TenantId};
use genesis_models::{Answered, CallLog};
use genesis_orchestration::{AgentExecution, AgentStep, AwaitedTurn, Draft, RunState, Task, TaskToken};
use serde_json::{Map, Value, json};

use crate::{
    asking,
    roles::{Routing, TurnFault, World},
};

/// Which turn is offered.
#[derive(Clone, Copy)]
pub(super) struct Offered<'a> {
    pub step: AgentStep,
    /// Of the task that waits for it.
    pub token: &'a TaskToken,
    /// What was asked for an offer that came to nothing.
    pub wasted: &'a CallLog,
}

/// A turn as an agent of the caller's own is asked to take it: with what it may read of the run, as every role.
pub(super) async fn offered(
    cloud: &Cloud,
    tenant: TenantId,
    state: &RunState,
    Offered { step, token, wasted }: Offered<'_>,
) -> Result<AgentExecution, TurnFault> {
    let agent = state.own_agent(step).ok_or(TurnFault::TurnFailed)?;
    let task = state.task(step)?;
    let team = asking::team(cloud, tenant, state, wasted.clone()).await?;
    let world = World { team: &team, library: &cloud.knowledge(tenant), clock: cloud.clock() };
    let (routing, calls) = world.route(state, step, &task).await?;
    let input_context = Asked { state, step, task: &task, routing: &routing }.input();
    let Routing { routed, selection_ms, .. } = routing;
    let (id, now) = (ExecutionId::of_turn(state.run.id, step), cloud.clock().now());
    Ok(AgentExecution {
        capability: agent.capability.clone(),
        sequence_number: u32::try_from(state.executions.len()).unwrap_or(u32::MAX).saturating_add(1),
        input_context,
        context_used: routed.selected.iter().map(|selected| selected.id.clone()).collect(),
        turn: Some(AwaitedTurn { step, token: token.clone(), routed, selection_ms, calls }),
        wait_until: Some(agent.waits_until(now)),
        ..AgentExecution::begun(id, state.run.id, agent.agent_id.clone(), now)
    })
}

#[derive(Clone, Copy)]
struct Asked<'a> {
    state: &'a RunState,
    step: AgentStep,
    task: &'a Task,
    routing: &'a Routing,
}

impl Asked<'_> {
    fn input(self) -> Map<String, Value> {
        let premises: Vec<Value> = match self.task {
            Task::Plan { .. } => Vec::new(),
            Task::Retrieve(question) | Task::Solve(question) | Task::Critique { question, .. } => {
                question.premises.iter().map(answered).collect()
            }
            Task::Rewrite { answered: all, .. } | Task::Verify { answered: all, .. } => all.iter().map(answered).collect(),
        };
        let answer = match self.task {
            Task::Critique { draft: Draft::Solved(answer), .. } => Some(json!(answer)),
            Task::Critique { draft: Draft::Given(text), .. } => Some(json!({ "text": text })),
            Task::Verify { answer, .. } => Some(json!(answer)),
            Task::Plan { .. } | Task::Retrieve(_) | Task::Solve(_) | Task::Rewrite { .. } => None,
        };
        let mut input = Map::from_iter([
            ("role".to_owned(), json!(self.step.role)),
            ("query".to_owned(), json!(self.task.query())),
            ("question".to_owned(), json!(self.state.run.original_query)),
            ("premises".to_owned(), json!(premises)),
            ("context".to_owned(), self.context()),
        ]);
        input.extend(answer.map(|answer| ("answer".to_owned(), answer)));
        input
    }

    /// What was routed, best first. Where sentences are left out stands an ellipsis.
    fn context(self) -> Value {
        let items = self.routing.context.iter().map(|item| {
            let selected = self.routing.routed.selected.iter().find(|selected| selected.id == item.id);
            let text = match selected.and_then(|selected| selected.spans.as_ref()) {
                Some(spans) => spans.iter().map(|span| item.text[span.range()].trim()).collect::<Vec<_>>().join(" … "),
                None => item.text.clone(),
            };
            json!({ "id": item.id, "kind": item.kind, "title": item.title, "text": text })
        });
        items.collect()
    }
}

fn answered(answered: &Answered) -> Value {
    let citations = answered.answer.citations.iter().map(|citation| json!({ "passage": citation.passage, "quote": citation.quote }));
    json!({
        "step": answered.id,
        "question": answered.question,
        "answer": answered.answer.text,
        "citations": citations.collect::<Vec<_>>(),
    })
}
