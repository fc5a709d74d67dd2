use genesis_core::Timestamp;
use genesis_lag::{Flag, Reason, StepId};
use genesis_models::{Critique, SubAnswer};
use genesis_orchestration::{Difference, Execution, ExecutionStatus, Outcome, Place, Recording, Replay, RunState};
use genesis_rcr::{Role, Selected};
use serde_json::{Value, json};

use crate::sample::{Pace, files, run, terminator};

const PACE: Pace<'static> = Pace { duration: &|_| 10, delay: 1 };

fn recording(state: &RunState) -> Recording {
    let files = files(state);
    Recording::read(|name| files.get(name).map(String::as_str)).unwrap()
}

/// Takes the recorded run again with turns that do what was recorded, but for one change.
fn replay(recording: &Recording, change: impl Fn(&mut Execution)) -> Result<(), Difference> {
    let mut replay = Replay::new(recording);
    while let Some(turn) = replay.next_turn()? {
        let mut execution = turn.clone();
        change(&mut execution);
        let memory = recording.state.memory.iter().filter(|item| item.author == turn.step).cloned().collect();
        replay.took(execution, memory)?;
    }
    replay.end()
}

fn told(outcome: Result<(), Difference>) -> (String, String, Value, Value) {
    let difference = outcome.unwrap_err();
    let value = |value: Option<Value>| value.unwrap_or_else(|| json!("absent"));
    (difference.at.to_string(), difference.field, value(difference.recorded), value(difference.replayed))
}

fn solved(execution: &mut Execution, text: &str) {
    if execution.step.role == Role::Solver {
        execution.outcome = Some(Outcome::Solved(SubAnswer { text: Some(text.to_owned()), confidence: 0.5, citations: Vec::new() }));
    }
}

#[test]
fn a_run_taken_again_the_same_way_is_the_same() {
    assert_eq!(replay(&recording(&run(&[&[], &[1], &[1, 2]], &PACE)), |_| {}), Ok(()));
}

#[test]
fn the_first_turn_that_goes_another_way_is_told_with_its_field() {
    let recording = recording(&run(&[&[], &[1]], &PACE));
    let at = "turn 01.s01.3-solver".to_owned();
    assert_eq!(told(replay(&recording, |execution| solved(execution, "8"))), (at.clone(), "answer".into(), json!("7"), json!("8")));
    let elsewhere = |execution: &mut Execution| {
        if execution.step.role == Role::Solver {
            execution.routed.as_mut().unwrap().selected.push(Selected { id: "p#1".to_owned(), spans: None, tokens: 0 });
        }
    };
    assert_eq!(
        told(replay(&recording, elsewhere)),
        (at, "router.selected[1]".into(), json!("absent"), json!({ "id": "p#1", "tokens": 0 }))
    );
}

#[test]
fn what_is_left_in_memory_is_compared() {
    let recording = recording(&run(&[&[]], &PACE));
    let mut replay = Replay::new(&recording);
    let turn = replay.next_turn().unwrap().unwrap();
    let (at, field, ..) = told(replay.took(turn.clone(), Vec::new()));
    assert_eq!((at.as_str(), field.as_str()), ("turn 00.s00.1-planner", "memory[0]"));
}

#[test]
fn what_was_decided_after_a_wave_is_compared() {
    let mut without = run(&[&[], &[1]], &PACE);
    without.executions.retain(|execution| execution.step.wave != 2);
    without.memory.retain(|item| item.author.wave != 2);
    let (at, field, recorded, replayed) = told(replay(&recording(&without), |_| {}));
    assert_eq!((at.as_str(), field.as_str()), ("after wave 1", "decision"));
    assert_eq!((recorded, replayed), (json!({ "ask": [] }), json!({ "ask": ["s2"] })));
}

#[test]
fn the_end_is_compared() {
    let mut flagged = run(&[&[]], &PACE);
    flagged.executions.truncate(4);
    flagged.memory.truncate(4);
    let critique = Critique { flag: Some(Flag::Unanswerable), reason: "It is: over.".to_owned(), support: 0.0 };
    flagged.executions[3].outcome = Some(Outcome::Critiqued(critique));
    let step = flagged.executions[3].step.step;
    flagged.run.terminator = Some(genesis_lag::Terminator { step, ..terminator(Reason::Unanswerable) });
    assert_eq!(replay(&recording(&flagged), |_| {}), Ok(()));
    flagged.run.terminator = Some(genesis_lag::Terminator { step, ..terminator(Reason::LowSupport) });
    let (_, field, recorded, replayed) = told(replay(&recording(&flagged), |_| {}));
    assert_eq!(
        (field.as_str(), recorded, replayed),
        ("terminator_reason", json!("LOW_SUPPORT: It is: over."), json!("UNANSWERABLE: It is: over."))
    );
}

#[test]
fn a_run_may_have_stopped_for_want_of_time_or_have_broken_off() {
    let mut state = run(&[&[], &[1]], &PACE);
    state.executions.truncate(4);
    state.memory.truncate(4);
    assert_eq!(replay(&recording(&state), |_| {}), Ok(()));
    state.run.terminator = Some(terminator(Reason::TimeLimit));
    assert_eq!(replay(&recording(&state), |_| {}), Ok(()));
    state.run.terminator = Some(terminator(Reason::LowSupport));
    let (at, field, _, replayed) = told(replay(&recording(&state), |_| {}));
    assert_eq!((at.as_str(), field.as_str(), replayed), ("after wave 1", "decision", json!({ "ask": ["s2"] })));
}

#[test]
fn a_run_that_broke_off_may_not_have_begun_all_of_a_wave() {
    let mut state = run(&[&[], &[]], &PACE);
    state.executions.truncate(3);
    state.memory.truncate(2);
    let last = state.executions.last_mut().unwrap();
    (last.status, last.completed_at, last.routed, last.outcome) = (ExecutionStatus::Running, None, None, None);
    assert_eq!(replay(&recording(&state), |_| {}), Ok(()));
    let last = state.executions.last_mut().unwrap();
    (last.status, last.completed_at) = (ExecutionStatus::Failed, Some(Timestamp(last.started_at.0 + 5)));
    assert_eq!(replay(&recording(&state), |_| {}), Ok(()), "a failed turn stands as it was recorded");
    state.run.terminator = Some(terminator(Reason::Cancelled));
    assert_eq!(replay(&recording(&state), |_| {}), Ok(()), "a caller may cancel at any time");
    state.run.terminator = None;
    for execution in &mut state.executions[1..] {
        execution.step.step = Some(StepId::new(3));
    }
    state.memory.truncate(1);
    let (at, field, recorded, _) = told(replay(&recording(&state), |_| {}));
    assert_eq!((at.as_str(), field.as_str(), recorded), ("after the plan", "decision", json!({ "ask": ["s3"] })));
}

#[test]
fn a_file_that_does_not_follow_from_the_turns_is_told() {
    let mut files = files(&run(&[&[]], &PACE));
    let tampered = files["router_metrics.json"].replace("\"baseline_tokens\": 48", "\"baseline_tokens\": 49");
    files.insert("router_metrics.json", tampered);
    let recording = Recording::read(|name| files.get(name).map(String::as_str)).unwrap();
    let difference = replay(&recording, |_| {}).unwrap_err();
    assert_eq!((difference.at, difference.field.as_str()), (Place::File("router_metrics.json"), "baseline_tokens"));
    assert_eq!((difference.recorded, difference.replayed), (Some(json!(49)), Some(json!(48))));
}
