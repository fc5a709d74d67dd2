//! What must be known of a run before a turn of it is taken.

use genesis_core::Timestamp;
use genesis_orchestration::{AgentStep, RunState};
use genesis_rcr::Role;

use crate::sample::{Pace, run};

/// Two sub-questions side by side, and one on the answers of both.
fn whole() -> RunState {
    run(&[&[], &[], &[1, 2]], &Pace { duration: &|_| 5, delay: 1 })
}

/// A run that holds those turns of another for which `holds` is true.
fn part(whole: &RunState, holds: impl Fn(AgentStep) -> bool) -> RunState {
    let mut part = RunState { executions: Vec::new(), memory: Vec::new(), ..whole.clone() };
    for execution in whole.executions.iter().filter(|execution| holds(execution.step)).rev() {
        let memory: Vec<_> = whole.memory.iter().filter(|item| item.author == execution.step).cloned().collect();
        part.add(execution.clone(), &memory);
    }
    part
}

/// Whether a turn looks back on another: all of an earlier wave, and in its own sub-question what comes before it.
fn looks_back_on(turn: AgentStep, other: AgentStep) -> bool {
    other.wave < turn.wave || (other.wave == turn.wave && other.step == turn.step && other.role.priority() < turn.role.priority())
}

#[test]
fn a_turn_is_ready_where_all_is_known_that_it_looks_back_on() {
    let whole = whole();
    for turn in whole.executions.iter().map(|execution| execution.step) {
        assert!(part(&whole, |other| looks_back_on(turn, other)).is_ready_for(turn), "{turn}");
        assert!(part(&whole, |other| other != turn && !looks_back_on(other, turn)).is_ready_for(turn), "{turn} beside what is later");
        assert!(!whole.is_ready_for(turn), "{turn} is taken");
    }
}

#[test]
fn a_turn_is_not_ready_where_a_sub_question_of_an_earlier_wave_is_not_known_to_its_end() {
    let whole = whole();
    for turn in whole.executions.iter().map(|execution| execution.step) {
        let ends = whole.executions.iter().map(|execution| execution.step).filter(|step| matches!(step.role, Role::Planner | Role::Critic));
        for missing in ends.filter(|end| looks_back_on(turn, *end)) {
            assert!(!part(&whole, |other| looks_back_on(turn, other) && other != missing).is_ready_for(turn), "{turn} without {missing}");
        }
    }
}

#[test]
fn a_run_put_together_from_its_turns_is_the_run() {
    let mut whole = whole();
    whole.executions.sort_by_key(|execution| execution.step.to_string());
    whole.memory.sort_by(|one, other| one.id.cmp(&other.id));
    let mut again = part(&whole, |_| true);
    assert_eq!(again, whole);
    let mut late = whole.executions[0].clone();
    late.started_at = Timestamp(0);
    again.add(late.clone(), &[]);
    assert_eq!((again.executions.len(), again.executions[0].started_at), (whole.executions.len(), late.started_at));
}
