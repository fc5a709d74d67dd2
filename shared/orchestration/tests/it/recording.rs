use std::collections::BTreeMap;

use genesis_lag::Reason;
use genesis_orchestration::{ARTIFACTS, ExecutionStatus, Recording, RunState, Status, UnreadableRecording, artifacts};

use crate::sample::{Pace, end, files, run, terminator};

const PACE: Pace<'static> = Pace { duration: &|_| 10, delay: 1 };

fn read(files: &BTreeMap<&'static str, String>) -> Result<Recording, UnreadableRecording> {
    Recording::read(|name| files.get(name).map(String::as_str))
}

fn complaint(files: &BTreeMap<&'static str, String>) -> String {
    read(files).unwrap_err().to_string()
}

/// A run that stopped after its plan, and one that broke off in its first wave, in a turn that is in such a state.
fn stopped_and_broken(status: ExecutionStatus) -> (RunState, RunState) {
    let (mut stopped, mut broken) = (run(&[&[]], &PACE), run(&[&[]], &PACE));
    stopped.executions.truncate(1);
    stopped.memory.truncate(1);
    stopped.run.terminator = Some(terminator(Reason::TimeLimit));
    broken.executions.truncate(3);
    broken.memory.truncate(2);
    let last = broken.executions.last_mut().unwrap();
    (last.status, last.routed, last.outcome) = (status, None, None);
    last.completed_at = last.completed_at.filter(|_| status == ExecutionStatus::Failed);
    (last.query, last.tokens_used, last.selection_ms) = (String::new(), 0, 0);
    (stopped, broken)
}

#[test]
fn a_run_is_read_as_it_was_written() {
    let (stopped, broken) = stopped_and_broken(ExecutionStatus::Running);
    let (_, failed) = stopped_and_broken(ExecutionStatus::Failed);
    let answered = run(&[&[], &[1], &[1, 2]], &PACE);
    for (state, status) in
        [(answered, Status::Completed), (stopped, Status::Terminated), (broken, Status::Failed), (failed, Status::Failed)]
    {
        let recording = read(&files(&state)).unwrap();
        assert_eq!((recording.state.run.status, recording.written_at), (status, end(&state)));
        assert_eq!((&recording.state.executions, &recording.state.memory), (&state.executions, &state.memory));
        assert_eq!(recording.state.run.terminator, state.run.terminator);
        let again: Vec<String> = artifacts(&recording.state, recording.written_at).into_iter().map(|artifact| artifact.content).collect();
        let expected: Vec<String> = ARTIFACTS.iter().map(|name| files(&state)[name].clone()).collect();
        assert_eq!(again, expected);
    }
}

#[test]
fn the_counters_are_summed_up() {
    let recording = read(&files(&run(&[&[]], &PACE))).unwrap();
    let run = &recording.state.run;
    assert_eq!((run.steps_completed, run.total_tokens, run.routed_tokens, run.full_tokens), (6, 60, 24, 48));
    assert_eq!(run.answer.as_ref().map(|answer| answer.text.as_str()), Some("7"));
}

#[test]
fn a_file_that_is_missing_or_no_json_is_named() {
    let whole = files(&run(&[&[]], &PACE));
    for name in ARTIFACTS {
        let mut files = whole.clone();
        files.insert(name, "{".to_owned());
        assert!(complaint(&files).contains(name), "{}", complaint(&files));
        files.remove(name);
        assert_eq!(complaint(&files), format!("{name} is missing"));
    }
}

#[test]
fn what_tells_no_run_is_refused() {
    let whole = files(&run(&[&[]], &PACE));
    for (name, from, to, told) in [
        ("router_metrics.json", "2023-11-14T", "2023-11-14 ", "not a time"),
        ("router_metrics.json", "00000000-", "x0000000-", "router_metrics.json cannot be read"),
        ("policy.json", "\"seed\"", "\"sed\"", "seed"),
        ("preflight_plan.json", "\"original_query\"", "\"query\"", "original_query"),
        ("execution_trace.ndjson", "\"step\":\"00.s00.1-planner\"", "\"step\":\"later\"", "line 1"),
        (
            "execution_trace.ndjson",
            "\"step\":\"01.s01.2-retriever\"",
            "\"step\":\"00.s00.1-planner\"",
            "line 2 of execution_trace.ndjson is of another run",
        ),
        ("execution_trace.ndjson", "000000000001", "000000000002", "line 1 of execution_trace.ndjson is of another run"),
        ("execution_trace.ndjson", "\"latency_ms\":10", "\"latency_ms\":-1", "line 1"),
        ("memory_post.json", "00.s00.1-planner/01", "nobody", "nobody"),
    ] {
        let mut files = whole.clone();
        let content = files[name].replace(from, to);
        assert_ne!(content, files[name], "{from}");
        files.insert(name, content);
        assert!(complaint(&files).contains(told), "{told}: {}", complaint(&files));
    }
}
