//! Runs made by hand.

use std::collections::BTreeMap;

use genesis_core::Timestamp;
use genesis_lag::{Draft, DraftStep, Limits, Plan, Reason, Rules, Step, Terminator};
use genesis_models::{Critique, FinalAnswer, SubAnswer, Verification};
use genesis_orchestration::{
    AgentStep, Execution, ExecutionStatus, MemoryItem, Outcome, Retrieval, Run, RunState, Search, Status, artifacts,
};
use genesis_rcr::{Cost, Policy, Role, Routed, Selected, SourceKind};

pub const BEGUN: Timestamp = Timestamp(1_700_000_000_000);

/// What turns take, in milliseconds, and how long each lies in the queue before.
pub struct Pace<'a> {
    pub duration: &'a dyn Fn(AgentStep) -> u64,
    pub delay: u64,
}

/// A run that was answered: `depends_on` has for each sub-question the numbers of those it needs.
pub fn run(depends_on: &[&[usize]], pace: &Pace<'_>) -> RunState {
    let plan = plan(depends_on);
    let mut state = empty();
    let mut now = state.take(AgentStep::new(0, None, Role::Planner), BEGUN.0, pace, Outcome::Planned(plan.clone()));
    for wave in 1..=plan.wave_count() {
        let ends = plan.wave(wave).map(|step| state.ask(step, now, pace)).collect::<Vec<_>>();
        now = ends.into_iter().max().unwrap();
    }
    let last = plan.wave_count() + 1;
    let answer = FinalAnswer { text: "7".to_owned(), explanation: "Seven.".to_owned(), citations: Vec::new() };
    now = state.take(AgentStep::new(last, None, Role::Rewriter), now, pace, Outcome::Rewritten(answer));
    let verified = Outcome::Verified(Verification { passed: true, issues: Vec::new() });
    state.take(AgentStep::new(last, None, Role::Verifier), now, pace, verified);
    state
}

/// When the last turn of a run ended.
pub fn end(state: &RunState) -> Timestamp {
    state.executions.iter().filter_map(|execution| execution.completed_at).max().unwrap_or(BEGUN)
}

/// The files that a run leaves, by name.
pub fn files(state: &RunState) -> BTreeMap<&'static str, String> {
    artifacts(state, end(state)).into_iter().map(|artifact| (artifact.name, artifact.content)).collect()
}

/// A reason to stop before the answer.
pub fn terminator(reason: Reason) -> Terminator {
    Terminator { reason, step: None, detail: "It is: over.".to_owned() }
}

fn plan(depends_on: &[&[usize]]) -> Plan {
    let step = |(n, premises): (usize, &&[usize])| {
        DraftStep::lookup(premises.iter().fold(format!("What is {n}"), |question, premise| format!("{question} #{premise}")))
    };
    let limits = Limits { max_depth: 20, max_steps: 20, max_tool_calls: 100, ..Limits::default() };
    let rules = Rules { limits, seed: 7, ..Rules::default() };
    Plan::check("What is it?", Draft { steps: depends_on.iter().enumerate().map(step).collect() }, rules).unwrap()
}

fn empty() -> RunState {
    let id = "00000000-0000-4000-8000-000000000001".parse().unwrap();
    let run = Run {
        correlation_id: "by hand".to_owned(),
        status: Status::Executing,
        limits: Limits { max_depth: 20, max_steps: 20, ..Limits::default() },
        seed: 7,
        ..Run::pending(id, BEGUN, "What is it?", "extractive")
    };
    RunState { run, executions: Vec::new(), memory: Vec::new() }
}

trait Taking {
    fn take(&mut self, turn: AgentStep, now: i64, pace: &Pace<'_>, outcome: Outcome) -> i64;
    fn ask(&mut self, step: &Step, now: i64, pace: &Pace<'_>) -> i64;
}

impl Taking for RunState {
    /// Takes a turn and gives the time of its end.
    fn take(&mut self, turn: AgentStep, now: i64, pace: &Pace<'_>, outcome: Outcome) -> i64 {
        let started_at = Timestamp(now + i64::try_from(pace.delay).unwrap());
        let completed_at = Timestamp(started_at.0 + i64::try_from((pace.duration)(turn)).unwrap());
        self.memory.push(remembered(turn, completed_at));
        self.executions.push(Execution {
            status: ExecutionStatus::Completed,
            completed_at: Some(completed_at),
            query: "What is it?".to_owned(),
            routed: Some(routed(turn)),
            tokens_used: 10,
            selection_ms: 1,
            outcome: Some(outcome),
            ..Execution::begun(turn, started_at)
        });
        completed_at.0
    }

    fn ask(&mut self, step: &Step, now: i64, pace: &Pace<'_>) -> i64 {
        let turn = |role| AgentStep::new(step.wave, Some(step.id), role);
        let search = Search { query: step.question.clone(), passages: vec!["p#0".to_owned()] };
        let now =
            self.take(turn(Role::Retriever), now, pace, Outcome::Retrieved(Retrieval { searches: vec![search], ..Retrieval::default() }));
        let answer = SubAnswer { text: Some("7".to_owned()), confidence: 0.5, citations: Vec::new() };
        let now = self.take(turn(Role::Solver), now, pace, Outcome::Solved(answer));
        self.take(turn(Role::Critic), now, pace, Outcome::Critiqued(Critique { flag: None, reason: "It stands.".to_owned(), support: 1.0 }))
    }
}

fn remembered(turn: AgentStep, at: Timestamp) -> MemoryItem {
    let id = format!("{turn}/01");
    MemoryItem {
        source: id.clone(),
        id,
        author: turn,
        kind: SourceKind::Answer,
        title: String::new(),
        content: "Seven.".to_owned(),
        cost: Cost { tokens: 2, ..Cost::default() },
        written_at: at,
    }
}

fn routed(turn: AgentStep) -> Routed {
    Routed {
        policy: Policy::Rcr,
        selected: vec![Selected { id: format!("{turn}/00"), spans: None, tokens: 4 }],
        budget: turn.role.budget(),
        selected_tokens: 4,
        full_tokens: 8,
        static_tokens: 6,
        rcr_tokens: 4,
        scores: Vec::new(),
        filter_hits: 1,
        filter_misses: 0,
        oversized: Vec::new(),
    }
}
