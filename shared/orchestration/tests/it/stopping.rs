//! Where a run's logic breaks off, and where its limits do.

use std::time::Duration;

use genesis_lag::{Flag, Reason, Terminator};
use genesis_models::{Critique, SubAnswer};
use genesis_orchestration::{AgentStep, MemoryItem, Next, Outcome, RunState};
use genesis_rcr::{Role, SourceKind};

use crate::sample::{Pace, run};

const PACE: Pace<'_> = Pace { duration: &|_| 5, delay: 1 };

/// Two sub-questions, the second on the answer of the first, both asked.
fn chain() -> RunState {
    let mut state = run(&[&[], &[1]], &PACE);
    state.executions.truncate(7);
    state
}

fn turn(state: &RunState, wave: u32, role: Role) -> AgentStep {
    let step = state.plan().unwrap().wave(wave).next().unwrap().id;
    AgentStep::new(wave, Some(step), role)
}

fn set(state: &mut RunState, turn: AgentStep, outcome: Outcome) {
    state.executions.iter_mut().find(|execution| execution.step == turn).unwrap().outcome = Some(outcome);
}

fn leave_open(state: &mut RunState) {
    let solver = turn(state, 2, Role::Solver);
    set(state, solver, Outcome::Solved(SubAnswer::default()));
}

/// A passage that the Retriever of a wave brought.
fn retrieve(state: &mut RunState, wave: u32, source: &str, content: &str) {
    let author = turn(state, wave, Role::Retriever);
    let (source, content, id) = (source.to_owned(), content.to_owned(), format!("{author}/99"));
    state.memory.push(MemoryItem { id, author, kind: SourceKind::Passage, source, content, ..state.memory[0].clone() });
}

fn stop(state: &RunState) -> Terminator {
    match state.next(2, Duration::ZERO) {
        Next::Stop(terminator) => terminator,
        next => panic!("goes on with {next:?}"),
    }
}

#[test]
fn a_chain_whose_premises_are_answered_in_vain_is_exhausted() {
    let mut state = chain();
    assert_eq!(state.next(2, Duration::ZERO), Next::Rewrite { wave: 3 });
    leave_open(&mut state);
    let terminator = stop(&state);
    assert_eq!((terminator.reason, terminator.step.unwrap().to_string()), (Reason::DependencyExhausted, "s2".to_owned()));
    assert_eq!(state.certain().len(), 1, "the first answer stands");
}

#[test]
fn what_the_critic_raised_comes_first_and_tells_the_conditions_too() {
    let mut state = chain();
    leave_open(&mut state);
    let critic = turn(&state, 2, Role::Critic);
    let critique = Critique { flag: Some(Flag::Unanswerable), reason: "No passage says.".to_owned(), support: 0.0 };
    set(&mut state, critic, Outcome::Critiqued(critique));
    let terminator = stop(&state);
    assert_eq!(
        (terminator.reason, terminator.detail.as_str()),
        (Reason::Unanswerable, "No passage says. All that it builds on is answered.")
    );
}

#[test]
fn saturated_retrieval_ends_a_chain_only_without_an_answer() {
    let mut state = chain();
    for wave in [1, 2] {
        retrieve(&mut state, wave, "p#0", "What is 1, and what is 7?");
    }
    assert_eq!(state.next(2, Duration::ZERO), Next::Rewrite { wave: 3 });
    leave_open(&mut state);
    assert_eq!(stop(&state).reason, Reason::SemanticSaturation);
    retrieve(&mut state, 2, "p#1", "Seven comes after six.");
    assert_eq!(stop(&state).reason, Reason::DependencyExhausted, "half is not most");
    retrieve(&mut state, 2, "p#2", "And what is 1? What is 7?");
    assert_eq!(stop(&state).reason, Reason::SemanticSaturation, "other words in the same passage are no news");
}

#[test]
fn an_answer_from_passages_unlike_the_question_breaks_off() {
    let mut state = chain();
    retrieve(&mut state, 2, "p#0", "A town by the sea.");
    assert_eq!(stop(&state).reason, Reason::LowConfidence);
    retrieve(&mut state, 2, "p#1", "It is 1, not 7.");
    assert_eq!(state.next(2, Duration::ZERO), Next::Rewrite { wave: 3 });
}

#[test]
fn limits_stop_a_run_before_what_would_pass_them() {
    let mut state = run(&[&[], &[1]], &PACE);
    state.executions.truncate(4);
    let reason = |state: &RunState, seconds| match state.next(1, Duration::from_secs(seconds)) {
        Next::Stop(terminator) => Some((terminator.reason, terminator.step.unwrap().position())),
        Next::Wave { .. } | Next::Rewrite { .. } => None,
    };
    assert_eq!(reason(&state, 300), None);
    assert_eq!(reason(&state, 301), Some((Reason::TimeLimit, 2)));
    // Four turns of ten tokens are spent, and a sub-question is expected to take 500.
    state.run.limits.max_tokens = 540;
    assert_eq!(reason(&state, 0), None);
    state.run.limits.max_tokens = 539;
    assert_eq!(reason(&state, 0), Some((Reason::TokenLimit, 2)));
    state.run.limits.max_tokens = 540;
    state.run.limits.max_cost_microdollars = 3 * 540 - 1;
    assert_eq!(reason(&state, 0), Some((Reason::CostLimit, 2)));
    state.run.limits.max_cost_microdollars = 3 * 540;
    state.run.limits.max_tool_calls = 1;
    assert_eq!(reason(&state, 0), Some((Reason::ToolCallLimit, 2)));
}

#[test]
fn the_searches_left_are_shared_by_a_wave() {
    let mut state = run(&[&[], &[], &[1, 2]], &PACE);
    state.run.limits.max_tool_calls = 7;
    assert_eq!(state.searches_allowed(turn(&state, 1, Role::Retriever)), Some(3));
    // Two were made in the first wave.
    assert_eq!(state.searches_allowed(turn(&state, 2, Role::Retriever)), Some(5));
    assert_eq!(state.searches_allowed(AgentStep::new(9, None, Role::Retriever)), None);
}
