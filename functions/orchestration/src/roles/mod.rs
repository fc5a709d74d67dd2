//! What each role does with its turn. A turn is routed its context, asks the model and leaves memory behind.

mod fault;
mod library;
mod likeness;
mod questions;
mod retriever;
mod whole;

use std::{collections::BTreeMap, iter};

use genesis_aws::Cloud;
use genesis_core::{Clock, TenantId};
use genesis_models::{Answered, Call, CallLog, ContextItem, Model, Note, Reading};
use genesis_orchestration::{AgentStep, DirectStep, MemoryItem, Outcome, RunState, Task};
use genesis_rcr::{Candidate, Cost, Request, Routed, Selected, SourceKind, Span, route};
use genesis_tokens::count;

pub use fault::TurnFault;
pub(crate) use fault::{AGENT_FAILED, MODEL_FAILED, MODEL_UNAVAILABLE};
pub use library::{Found, Library};
use likeness::likeness;

use crate::asking::{self, Player, Team};

/// What a turn reaches beyond its run.
pub struct World<'a, L> {
    pub team: &'a Team<'a>,
    pub library: &'a L,
    pub clock: &'a Clock,
}

/// A turn's work, ready to be stored.
pub struct Work {
    pub query: String,
    pub routed: Routed,
    /// How long routing took.
    pub selection_ms: u64,
    pub outcome: Outcome,
    pub memory: Vec<MemoryItem>,
    /// What the model read and wrote.
    pub tokens_used: u64,
    pub calls: Vec<Call>,
    pub notes: Vec<Note>,
}

/// What a turn is asked, and what it may read.
pub(crate) struct Routing {
    pub query: String,
    pub routed: Routed,
    /// How long routing took.
    pub selection_ms: u64,
    pub context: Vec<ContextItem>,
}

/// What a role gives, before it is counted.
struct Reply {
    outcome: Outcome,
    /// All text the model wrote.
    written: String,
    leaves: Vec<Leaf>,
}

/// Something a turn leaves in the run's memory.
struct Leaf {
    kind: SourceKind,
    /// The passage's id; none for what the model wrote.
    source: Option<String>,
    title: String,
    content: String,
}

/// What a turn works with.
struct Turn<'a, L> {
    world: &'a World<'a, L>,
    model: &'a dyn Model,
    state: &'a RunState,
    at: AgentStep,
    context: Vec<ContextItem>,
}

/// Takes a turn. Where it comes to nothing, or is broken off, what was asked for it is in `wasted`.
pub(crate) async fn take_turn(
    cloud: &Cloud,
    tenant: TenantId,
    state: &RunState,
    at: AgentStep,
    wasted: &CallLog,
) -> Result<Work, TurnFault> {
    let team = asking::team(cloud, tenant, state, wasted.clone()).await?;
    World { team: &team, library: &cloud.knowledge(tenant), clock: cloud.clock() }.take_turn(state, at).await
}

/// As [`take_turn`].
pub(crate) async fn take_direct_step(
    cloud: &Cloud,
    tenant: TenantId,
    state: &RunState,
    step: &DirectStep,
    wasted: &CallLog,
) -> Result<Work, TurnFault> {
    let team = asking::team(cloud, tenant, state, wasted.clone()).await?;
    World { team: &team, library: &cloud.knowledge(tenant), clock: cloud.clock() }.take_direct_step(state, step).await
}

impl<L: Library> World<'_, L> {
    pub async fn take_turn(&self, state: &RunState, at: AgentStep) -> Result<Work, TurnFault> {
        self.work(state, at, &state.task(at)?).await
    }

    /// The same work for a step beside the run's plan.
    pub async fn take_direct_step(&self, state: &RunState, step: &DirectStep) -> Result<Work, TurnFault> {
        self.work(state, state.place_of(step), &state.direct_task(step)?).await
    }

    /// The same with what was routed to it before, for a model that has read it.
    pub(crate) async fn take_routed_turn(&self, state: &RunState, at: AgentStep, routed: Routed) -> Result<Work, TurnFault> {
        let task = state.task(at)?;
        let routing = Routing { query: task.query().to_owned(), routed, selection_ms: 0, context: Vec::new() };
        self.reply(&self.team.player(at.role), state, (at, &task), routing).await
    }

    /// Chooses what a turn may read, and tells what was asked for it.
    pub(crate) async fn route(&self, state: &RunState, at: AgentStep, task: &Task) -> Result<(Routing, Vec<Call>), TurnFault> {
        let player = self.team.player(at.role);
        let routing = self.routed(player.model(), state, at, task).await?;
        Ok((routing, player.take_calls()))
    }

    async fn routed(&self, model: &dyn Model, state: &RunState, at: AgentStep, task: &Task) -> Result<Routing, TurnFault> {
        let query = task.query().to_owned();
        let asked_at = self.clock.now();
        let (candidates, premises) = (state.candidates(at), task.premises());
        let similarities = likeness(model, &query, &candidates).await?;
        let routed = route(&Request {
            policy: state.run.policy,
            question: if state.is_split() { &state.run.original_query } else { &query },
            premises: &premises,
            wave: at.wave,
            similarities: similarities.as_ref(),
            settings: state.run.routing,
            ..Request::new(at.role, &query, &candidates)
        });
        let selection_ms = self.clock.now().millis_since(asked_at);
        Ok(Routing { query, context: context(&routed, candidates), routed, selection_ms })
    }

    async fn work(&self, state: &RunState, at: AgentStep, task: &Task) -> Result<Work, TurnFault> {
        let player = self.team.player(at.role);
        let routing = self.routed(player.model(), state, at, task).await?;
        self.reply(&player, state, (at, task), routing).await
    }

    async fn reply(
        &self,
        player: &Player<'_>,
        state: &RunState,
        (at, task): (AgentStep, &Task),
        routing: Routing,
    ) -> Result<Work, TurnFault> {
        let Routing { query, routed, selection_ms, context } = routing;
        let turn = Turn { world: self, model: player.model(), state, at, context };
        let reply = turn.ask(task).await?;
        let memory = turn.remembered(reply.leaves);
        let (calls, notes) = (player.take_calls(), player.notes());
        let tokens_used = match calls.as_slice() {
            [] => u64::from(routed.selected_tokens) + (count(&query) + count(&reply.written)) as u64,
            calls => calls.iter().map(|call| call.usage.tokens()).sum(),
        };
        Ok(Work { query, routed, selection_ms, outcome: reply.outcome, memory, tokens_used, calls, notes })
    }
}

/// The routed candidates as the model reads them, best first.
fn context(routed: &Routed, candidates: Vec<Candidate>) -> Vec<ContextItem> {
    let mut by_id: BTreeMap<String, Candidate> = candidates.into_iter().map(|candidate| (candidate.id.clone(), candidate)).collect();
    let chosen = routed.selected.iter().filter_map(|selected| Some((selected, by_id.remove(&selected.id)?)));
    let item = |(selected, Candidate { id, kind, title, text, .. }): (&Selected, Candidate)| ContextItem {
        text: selected.spans.as_ref().map_or_else(|| text.clone(), |spans| with_gaps(&text, spans)),
        id,
        kind,
        title,
    };
    chosen.map(item).collect()
}

/// A text with blanks for what is left out, so that every place in it stays where it is, and a citation is of the passage itself.
fn with_gaps(text: &str, spans: &[Span]) -> String {
    let mut kept = String::with_capacity(text.len());
    for span in spans {
        kept.extend(iter::repeat_n(' ', span.start - kept.len()));
        kept.push_str(&text[span.range()]);
    }
    kept
}

impl<L: Library> Turn<'_, L> {
    async fn ask(&self, task: &Task) -> Result<Reply, TurnFault> {
        match task {
            Task::Plan { question, given } => self.plan(question, given.as_ref()).await,
            Task::Retrieve(question) => self.retrieve(question).await,
            Task::Solve(question) => self.solve(question).await,
            Task::Critique { question, draft } => self.critique(question, draft).await,
            Task::Rewrite { question, answered } => self.rewrite(self.reading(question, answered)).await,
            Task::Verify { question, answered, answer } => self.verify(self.reading(question, answered), answer).await,
        }
    }

    fn reading<'a>(&'a self, question: &'a str, answered: &'a [Answered]) -> Reading<'a> {
        Reading { question, answered, context: &self.context }
    }

    fn remembered(&self, leaves: Vec<Leaf>) -> Vec<MemoryItem> {
        let written_at = self.world.clock.now();
        let items = leaves.into_iter().enumerate().map(|(n, leaf)| {
            let id = format!("{}/{:02}", self.at, n + 1);
            MemoryItem {
                source: leaf.source.unwrap_or_else(|| id.clone()),
                id,
                author: self.at,
                kind: leaf.kind,
                cost: Cost::of(&leaf.title, &leaf.content, count),
                title: leaf.title,
                content: leaf.content,
                written_at,
            }
        });
        items.collect()
    }
}

impl Leaf {
    /// What the model itself wrote.
    fn written(kind: SourceKind, content: String) -> Self {
        Self { kind, source: None, title: String::new(), content }
    }
}
