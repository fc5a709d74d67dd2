//! The same question leaves the same files, byte for byte.

use serde_json::json;

use crate::house::{House, OLYMPICS, text};

const FILES: [&str; 6] =
    ["preflight_plan.json", "execution_trace.ndjson", "memory_pre.json", "memory_post.json", "router_metrics.json", "policy.json"];

/// What may differ between two runs: who they are, when they were, how long they took.
const OF_THE_RUN: [&str; 11] =
    ["run_id", "correlation_id", "timestamp", "ts", "started_at", "latency_ms", "selection_ms", "selection_time_ms", "p50", "p95", "p99"];

/// The three hops of a chain, and branches that run side by side.
const QUESTIONS: [&str; 2] = [OLYMPICS, "Which is higher, the tallest mountain of Africa or the tallest mountain of South America?"];

#[tokio::test]
async fn two_runs_of_a_question_differ_in_nothing_but_ids_and_times() {
    for question in QUESTIONS {
        let (once, again) = (files(question).await, files(question).await);
        for (name, (one, two)) in FILES.iter().zip(once.iter().zip(&again)) {
            assert_eq!(masked(one), masked(two), "{name} of {question}");
        }
    }
}

#[tokio::test]
async fn two_runs_differ_where_they_may() {
    let (once, again) = (files(OLYMPICS).await, files(OLYMPICS).await);
    let differing: Vec<&str> =
        FILES.iter().zip(once.iter().zip(&again)).filter(|(_, (one, two))| one != two).map(|(name, _)| *name).collect();
    assert_eq!(differing, ["execution_trace.ndjson", "memory_post.json", "router_metrics.json"]);
}

#[tokio::test]
async fn another_question_leaves_other_files() {
    let [one, two] = [files(QUESTIONS[0]).await, files(QUESTIONS[1]).await];
    let same: Vec<&str> =
        FILES.iter().zip(one.iter().zip(&two)).filter(|(_, (one, two))| masked(one) == masked(two)).map(|(name, _)| *name).collect();
    assert_eq!(same, ["memory_pre.json", "policy.json"]);
}

/// The files that a question leaves on a platform of its own.
async fn files(question: &str) -> Vec<String> {
    let (house, tenant) = House::with_library().await;
    let ended = house.ask(&tenant, &json!({ "query": question })).await;
    let mut files = Vec::new();
    for name in FILES {
        files.push(house.artifact(&tenant, text(&ended["run_id"]), name).await);
    }
    files
}

/// The text with the values of [`OF_THE_RUN`] blotted out, and every other byte as it is.
fn masked(text: &str) -> String {
    let blot = |text: String, field: &&str| {
        let name = format!("\"{field}\":");
        let mut parts = text.split(&name);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |masked, rest| format!("{masked}{name}*{}", &rest[value_length(rest)..]))
    };
    OF_THE_RUN.iter().fold(text.to_owned(), blot)
}

/// Ids, times and numbers hold none of the characters that end a value.
fn value_length(text: &str) -> usize {
    text.find([',', '}', '\n']).unwrap_or(text.len())
}
