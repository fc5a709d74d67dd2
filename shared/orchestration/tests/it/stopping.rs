//! Where a run's logic breaks off, and where its limits do.

use std::time::Duration;

use genesis_lag::{Flag, Reason, Terminator};
use genesis_models::{Critique, SubAnswer};
use genesis_orchestration::{AgentStep, MemoryItem, Next, Outcome, Retrieval, RunState};
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

/// What the Retriever of the second wave brought.
fn retrieve(state: &mut RunState, likeness: &[f64], familiarity: &[f64]) {
    let retriever = turn(state, 2, Role::Retriever);
    let retrieval = Retrieval { searches: Vec::new(), likeness: likeness.to_vec(), familiarity: familiarity.to_vec() };
    set(state, retriever, Outcome::Retrieved(retrieval));
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
fn a_condition_tells_more_than_that_there_is_no_answer_and_less_than_any_other_flag() {
    for (flag, reason) in [(Flag::Unanswerable, Reason::DependencyExhausted), (Flag::Contradiction, Reason::Contradiction)] {
        let mut state = chain();
        leave_open(&mut state);
        raise(&mut state, flag);
        let terminator = stop(&state);
        assert_eq!((terminator.reason, terminator.detail.as_str()), (reason, "No passage says. All that it builds on is answered."));
    }
}

#[test]
fn a_flag_on_an_answer_gives_the_reason_whatever_holds() {
    let mut state = chain();
    retrieve(&mut state, &[0.1], &[1.0]);
    raise(&mut state, Flag::Unanswerable);
    assert_eq!((stop(&state).reason, stop(&state).detail.as_str()), (Reason::Unanswerable, "No passage says."));
}

fn raise(state: &mut RunState, flag: Flag) {
    let critic = turn(state, 2, Role::Critic);
    set(state, critic, Outcome::Critiqued(Critique { flag: Some(flag), reason: "No passage says.".to_owned(), support: 0.0 }));
}

#[test]
fn saturated_retrieval_ends_a_chain_only_without_an_answer() {
    let mut state = chain();
    retrieve(&mut state, &[0.5, 0.5], &[1.0, 0.95, 0.2]);
    assert_eq!(state.next(2, Duration::ZERO), Next::Rewrite { wave: 3 });
    leave_open(&mut state);
    assert_eq!(stop(&state).reason, Reason::SemanticSaturation);
    retrieve(&mut state, &[0.5, 0.5], &[1.0, 0.2]);
    assert_eq!(stop(&state).reason, Reason::DependencyExhausted, "half is not most");
}

#[test]
fn an_answer_from_passages_unlike_the_question_breaks_off() {
    let mut state = chain();
    retrieve(&mut state, &[0.29, 0.0], &[0.0, 0.0]);
    let terminator = stop(&state);
    assert_eq!((terminator.reason, terminator.step.unwrap().to_string()), (Reason::LowConfidence, "s2".to_owned()));
    retrieve(&mut state, &[0.29, 0.3], &[0.0, 0.0]);
    assert_eq!(state.next(2, Duration::ZERO), Next::Rewrite { wave: 3 });
}

#[test]
fn what_earlier_waves_retrieved_is_known() {
    let mut state = chain();
    let (author, now) = (turn(&state, 1, Role::Retriever), turn(&state, 2, Role::Retriever));
    let known = MemoryItem { author, kind: SourceKind::Passage, source: "p#0".to_owned(), ..state.memory[0].clone() };
    let own = MemoryItem { author: now, source: "p#1".to_owned(), ..known.clone() };
    state.memory.extend([known, own]);
    assert_eq!(state.passages_before(now).iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["p#0"]);
    assert!(state.passages_before(author).is_empty());
}

#[test]
fn limits_stop_a_run_before_what_would_pass_them() {
    let mut state = run(&[&[], &[1]], &PACE);
    state.executions.truncate(4);
    let reason = |state: &RunState, seconds| match state.next(1, Duration::from_secs(seconds)) {
        Next::Stop(terminator) => Some((terminator.reason, terminator.step.unwrap().position())),
        Next::Wave { .. } | Next::Rewrite { .. } => None,
    };
    assert_eq!(reason(&state, 299), None);
    assert_eq!(reason(&state, 300), Some((Reason::TimeLimit, 2)));
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
