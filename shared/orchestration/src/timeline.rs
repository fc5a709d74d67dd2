use genesis_core::Timestamp;
use genesis_rcr::Role;

use crate::{AgentStep, Execution, ExecutionStatus, RunState};

/// When a run's turns were taken, and which of them it waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// In the order in which they were begun.
    pub turns: Vec<TurnSpan>,
    /// From the start of the run to its end, in milliseconds.
    pub total_ms: u64,
    /// The time of the turns on the critical path; what is left of the total was spent between turns.
    pub critical_ms: u64,
}

/// When one turn was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnSpan {
    pub turn: AgentStep,
    /// From the start of the run, in milliseconds.
    pub offset_ms: u64,
    pub duration_ms: u64,
    /// Whether it is on the critical path: the longest chain of turns of which each waited for the one before.
    pub is_critical: bool,
}

impl Timeline {
    /// The timeline of a run that ended at a time. A turn without an end has lasted until then.
    pub fn of(state: &RunState, ended_at: Timestamp) -> Self {
        let links: Vec<Link> = (0..state.executions.len()).map(|at| Link::of(state, at, ended_at)).collect();
        let critical = longest_chain(&links);
        let span = |(at, execution): (usize, &Execution)| TurnSpan {
            turn: execution.step,
            offset_ms: execution.started_at.millis_since(state.run.created_at),
            duration_ms: links[at].duration_ms,
            is_critical: critical.contains(&at),
        };
        let mut turns: Vec<TurnSpan> = state.executions.iter().enumerate().map(span).collect();
        // Stable: turns begun at the same moment stay in the order of work.
        turns.sort_by_key(|span| span.offset_ms);
        Self {
            turns,
            total_ms: ended_at.millis_since(state.run.created_at),
            critical_ms: critical.iter().map(|at| links[*at].duration_ms).sum(),
        }
    }

    /// The turns of the critical path, each of which waited for the one before.
    pub fn critical_path(&self) -> impl Iterator<Item = &TurnSpan> {
        self.turns.iter().filter(|span| span.is_critical)
    }
}

/// A turn as part of chains.
#[derive(Debug)]
struct Link {
    duration_ms: u64,
    /// The turns it waited for, all earlier in the list.
    after: Vec<usize>,
}

impl Link {
    fn of(state: &RunState, at: usize, ended_at: Timestamp) -> Self {
        let execution = &state.executions[at];
        let duration_ms = match execution.status {
            ExecutionStatus::Completed | ExecutionStatus::Failed => execution.duration_ms(),
            ExecutionStatus::Running => ended_at.millis_since(execution.started_at),
        };
        Self { duration_ms, after: awaited(state, at) }
    }
}

/// The turns that the turn at a place waited for. A sub-question waits for those it depends on, the Rewriter for all.
fn awaited(state: &RunState, at: usize) -> Vec<usize> {
    let turn = state.executions[at].step;
    let last_of = |is_meant: &dyn Fn(AgentStep) -> bool| (0..at).rev().find(|earlier| is_meant(state.executions[*earlier].step));
    let planner = || last_of(&|earlier| earlier.role == Role::Planner);
    let planned = || state.plan().map_or(&[][..], |plan| &plan.steps);
    let (last, premises) = match turn.role {
        Role::Planner => (None, Vec::new()),
        Role::Solver | Role::Critic => (last_of(&|earlier| earlier.step == turn.step), Vec::new()),
        Role::Verifier => (last_of(&|earlier| earlier.role == Role::Rewriter), Vec::new()),
        Role::Retriever => {
            let step = planned().iter().find(|step| Some(step.id) == turn.step);
            (planner(), step.map_or_else(Vec::new, |step| step.depends_on.clone()))
        }
        Role::Rewriter => (planner(), planned().iter().map(|step| step.id).collect()),
    };
    let answered = premises.into_iter().filter_map(|premise| last_of(&|earlier| earlier.step == Some(premise)));
    last.into_iter().chain(answered).collect()
}

/// The places of the chain that lasted longest, in order. Of equal ones it is that of the earlier premises and the last turn.
fn longest_chain(links: &[Link]) -> Vec<usize> {
    let mut chains: Vec<(u64, Option<usize>)> = Vec::with_capacity(links.len());
    for link in links {
        let before = link.after.iter().copied().reduce(|best, other| if chains[other].0 > chains[best].0 { other } else { best });
        chains.push((link.duration_ms + before.map_or(0, |before| chains[before].0), before));
    }
    let last = (0..links.len()).reduce(|best, other| if chains[other].0 >= chains[best].0 { other } else { best });
    let mut chain: Vec<usize> = std::iter::successors(last, |at| chains[*at].1).collect();
    chain.reverse();
    chain
}
