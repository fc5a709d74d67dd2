//! Runs in which agents of the caller's own play roles.

use std::time::Duration;

use genesis_core::Timestamp;
use genesis_orchestration::{OwnAgent, Recording, Replay, RunState};
use genesis_rcr::Role;

use crate::sample::{BEGUN, Pace, files, run};

fn played_by_others(mut state: RunState, roles: &[Role]) -> RunState {
    let agent = OwnAgent { agent_id: "person".parse().unwrap(), capability: "read".to_owned(), wait_seconds: 600 };
    state.run.agents = roles.iter().map(|role| (*role, agent.clone())).collect();
    state
}

/// Two sub-questions at once, whose solvers take a second each, and what follows from both.
fn forked() -> RunState {
    let solve = |turn: genesis_orchestration::AgentStep| if turn.role == Role::Solver { 1_000 } else { 10 };
    run(&[&[], &[], &[1, 2]], &Pace { duration: &solve, delay: 0 })
}

#[test]
fn turns_that_waited_at_the_same_time_count_once() {
    let state = played_by_others(forked(), &[Role::Solver]);
    assert_eq!(state.time_waited(BEGUN), Duration::from_secs(2));
    let within_the_last = state.executions.iter().rfind(|execution| execution.step.role == Role::Solver).unwrap().started_at;
    assert_eq!(state.time_waited(within_the_last.plus(Duration::from_millis(400))), Duration::from_millis(600));
    assert_eq!(state.time_waited(Timestamp(i64::MAX)), Duration::ZERO);
    assert_eq!(forked().time_waited(BEGUN), Duration::ZERO, "built-in roles are not waited for");
    let both = played_by_others(forked(), &[Role::Solver, Role::Critic]);
    assert_eq!(both.time_waited(BEGUN), Duration::from_millis(2_020));
}

#[test]
fn the_workflow_waits_longer_than_the_agent_has() {
    let state = played_by_others(forked(), &[Role::Critic]);
    let patience = state.run.patience();
    assert!(patience[&Role::Critic] > 600 && patience[&Role::Solver] < 600, "{patience:?}");
}

#[test]
fn what_was_recorded_of_their_turns_stands_and_the_others_are_taken_again() {
    let files = files(&played_by_others(forked(), &[Role::Solver, Role::Planner]));
    let recording = Recording::read(|name| files.get(name).map(String::as_str)).unwrap();
    let (mut replay, mut taken) = (Replay::new(&recording), Vec::new());
    while let Some(turn) = replay.next_turn().unwrap() {
        taken.push(turn.step.role);
        let memory = recording.state.memory.iter().filter(|item| item.author == turn.step).cloned().collect();
        replay.took(turn.clone(), memory).unwrap();
    }
    assert_eq!(replay.end(), Ok(()));
    assert!(!taken.contains(&Role::Solver) && !taken.contains(&Role::Planner), "{taken:?}");
    assert_eq!(taken.len(), 3 * 2 + 2);
}
