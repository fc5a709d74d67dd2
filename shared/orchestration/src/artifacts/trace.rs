use std::borrow::Cow;

use genesis_models::redacted;
use genesis_rcr::Routed;
use serde_json::{Value, json};

use crate::{Attempt, Execution, Outcome, Retrieval, Run, RunState};

pub(crate) fn trace_line(state: &RunState, execution: &Execution) -> Value {
    let turn = execution.step;
    let planned = turn.step.and_then(|id| state.plan()?.step(id));
    let terminator = state.run.terminator.as_ref().filter(|terminator| terminator.step.is_some() && terminator.step == turn.step);
    let mut line = json!({
        "run_id": state.run.id,
        "correlation_id": correlation_id(&state.run),
        "step": turn,
        "agent": turn.role,
        "status": execution.status,
        "wave": turn.wave,
        "sub_question": turn.step,
        "depends_on": planned.map(|step| &step.depends_on),
        "query": redacted(&execution.query),
        "tokens": execution.tokens(),
        "cost_usd": execution.cost().to_string(),
        "latency_ms": execution.duration_ms(),
        "started_at": execution.started_at.to_string(),
        "answer": execution.outcome.as_ref().and_then(answer_of).map(redacted),
        "router": execution.routed.as_ref().map(|routed| router(routed, execution.selection_ms)),
        "tool_calls": masked(tool_calls(execution)),
        "outcome": masked(json!(execution.outcome)),
        "terminator": masked(json!(terminator)),
    });
    if execution.own_tokens > 0 {
        line["own_tokens"] = json!(execution.own_tokens);
    }
    add_calls(&mut line, execution);
    line
}

/// The caller's own, unless it is the run's.
fn correlation_id(run: &Run) -> Cow<'_, str> {
    if run.correlation_id == run.id.to_string() { Cow::Borrowed(&run.correlation_id) } else { redacted(&run.correlation_id) }
}

/// What was asked of language models; nothing where the extractive model took the turn.
fn add_calls(line: &mut Value, execution: &Execution) {
    if !execution.attempts.is_empty() {
        let attempt = |Attempt { attempt, calls, .. }: &Attempt| json!({ "attempt": attempt, "calls": calls });
        line["attempts"] = execution.attempts.iter().map(attempt).collect();
    }
    if !execution.calls.is_empty() {
        line["calls"] = json!(execution.calls);
    }
    // A model that was left alone was not called.
    if !execution.calls.is_empty() || !execution.notes.is_empty() {
        line["notes"] = execution.notes.iter().map(|note| json!(note.clone().redacted())).collect();
    }
}

/// What is named by these is an id, by which the files tell of one thing.
const IDS: [&str; 4] = ["passage", "passages", "result", "tool_call_id"];

/// The same without what its texts may hold of a person.
pub(crate) fn masked(value: Value) -> Value {
    genesis_models::masked(value, &IDS)
}

fn router(routed: &Routed, selection_ms: u64) -> Value {
    json!({
        "policy": routed.policy,
        "budget": routed.budget,
        "selected": routed.selected,
        "selected_tokens": routed.selected_tokens,
        "full_tokens": routed.full_tokens,
        "static_tokens": routed.static_tokens,
        "rcr_tokens": routed.rcr_tokens,
        "scores": routed.scores,
        "filter_hits": routed.filter_hits,
        "filter_misses": routed.filter_misses,
        "oversized": routed.oversized,
        "selection_ms": selection_ms,
    })
}

fn answer_of(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Solved(answer) => answer.text.as_deref(),
        Outcome::Rewritten(answer) => Some(&answer.text),
        Outcome::Planned(_) | Outcome::Stopped(_) | Outcome::Retrieved(_) | Outcome::Critiqued(_) | Outcome::Verified(_) => None,
    }
}

fn tool_calls(execution: &Execution) -> Value {
    let Some(Outcome::Retrieved(Retrieval { searches, .. })) = &execution.outcome else { return json!([]) };
    let calls = searches.iter().enumerate().map(|(n, search)| {
        json!({
            "tool_call_id": format!("{}/call-{}", execution.step, n + 1),
            "tool": "knowledge.search",
            "arguments": { "query": search.query },
            "result": search.passages,
        })
    });
    calls.collect()
}
