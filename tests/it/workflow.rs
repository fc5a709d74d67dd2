//! The run workflow's definition against what is declared.

use std::{collections::BTreeSet, fs};

use genesis_core::{Kind, Queue, Timestamp, Trigger};
use genesis_local::functions;
use genesis_orchestration::Run;
use serde_json::Value;

use crate::house::{items, root, text};

const CALLBACK: &str = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

#[test]
fn every_placeholder_is_declared_and_every_declared_task_is_used() {
    let definition = definition_text();
    let placeholders: BTreeSet<&str> = definition.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let queues = Queue::ALL.map(Queue::as_str);
    let tasks: BTreeSet<&str> = functions()
        .iter()
        .map(|function| function.declaration)
        .filter(|declaration| declaration.trigger == Trigger::Task)
        .map(|declaration| declaration.name)
        .collect();
    let of_functions: BTreeSet<&str> = placeholders.iter().copied().filter(|name| !queues.contains(name)).collect();
    assert_eq!(of_functions, tasks);
    assert!(placeholders.contains(Queue::AgentSteps.as_str()));
}

#[test]
fn every_agents_turn_is_retried_limited_in_time_and_caught() {
    let mut turns = 0;
    walk(&definition(), false, &mut |name, state, is_caught_outside| {
        if state["Resource"] == CALLBACK {
            turns += 1;
            let role = text(&state["Parameters"]["MessageBody"]["role"]);
            assert_eq!(text(&state["TimeoutSecondsPath"]), format!("$.patience.{role}"), "{name} waits as long as it is told for its role");
            assert!(
                items(&state["Retry"]).iter().any(|retry| retry["BackoffRate"].as_f64() > Some(1.0)),
                "{name} is not retried with backoff"
            );
            assert!(is_caught(state) || is_caught_outside, "{name} can leave its run stuck");
            assert!(state["Parameters"]["MessageBody"]["token.$"] == "$$.Task.Token", "{name} sends no token");
        }
    });
    assert_eq!(turns, 6, "one turn for each role");
    let run = Run::pending("7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap(), Timestamp(0), "Who?", "extractive");
    let patience = run.patience();
    assert_eq!(patience.len(), 6);
    assert!(patience.values().all(|seconds| *seconds > 70), "a turn is given up before its worker's lease is out");
}

#[test]
fn every_task_is_caught_but_the_one_that_catches() {
    walk(&definition(), false, &mut |name, state, is_caught_outside| {
        if state["Type"] == "Task" && name != "Fail" {
            assert!(is_caught(state) || is_caught_outside, "{name}");
        }
    });
}

#[test]
fn what_is_retried_or_caught_can_happen() {
    let kinds = [Kind::Unavailable, Kind::Conflict, Kind::Internal, Kind::NotFound, Kind::Malformed, Kind::Limited].map(Kind::error_name);
    let ours = [&kinds[..], &["TurnTaken"]].concat();
    walk(&definition(), false, &mut |name, state, _| {
        for handler in state["Retry"].as_array().into_iter().chain(state["Catch"].as_array()).flatten() {
            for error in items(&handler["ErrorEquals"]).iter().map(text) {
                assert!(
                    ours.contains(&error)
                        || error == "ModelUnavailable"
                        || ["States.", "Lambda.", "SQS."].iter().any(|service| error.starts_with(service)),
                    "{name}: nothing is called {error}"
                );
            }
        }
    });
}

#[test]
fn every_state_is_reached_and_leads_on() {
    let definition = definition();
    let states = definition["States"].as_object().unwrap();
    let mut reached = BTreeSet::from([text(&definition["StartAt"])]);
    for state in states.values() {
        let handlers = state["Catch"].as_array().into_iter().chain(state["Choices"].as_array()).flatten();
        let targets = handlers.map(|handler| &handler["Next"]).chain([&state["Next"], &state["Default"]]);
        reached.extend(targets.filter_map(Value::as_str));
    }
    assert_eq!(reached, states.keys().map(String::as_str).collect());
}

fn is_caught(state: &Value) -> bool {
    state["Catch"]
        .as_array()
        .is_some_and(|handlers| handlers.iter().any(|handler| handler["ErrorEquals"] == serde_json::json!(["States.ALL"])))
}

/// Visits every state, those of maps too, with whether something around it catches all.
fn walk(machine: &Value, is_caught_outside: bool, visit: &mut impl FnMut(&str, &Value, bool)) {
    for (name, state) in machine["States"].as_object().expect("a machine has states") {
        visit(name, state, is_caught_outside);
        if state["Type"] == "Map" {
            walk(&state["ItemProcessor"], is_caught_outside || is_caught(state), visit);
        }
    }
}

fn definition() -> Value {
    serde_json::from_str(&definition_text()).expect("the definition is JSON")
}

fn definition_text() -> String {
    fs::read_to_string(root().join("functions/orchestration/src/run.asl.json")).unwrap()
}
