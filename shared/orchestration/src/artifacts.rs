mod sameness;

use genesis_core::Timestamp;
use genesis_lag::cognitive_load;
use genesis_models::{Call, redacted};
use genesis_rcr::RunMetrics;
use serde_json::{Value, json};

pub use self::sameness::comparable;
use crate::{Execution, MemoryItem, Outcome, Retrieval, RunState};

pub(crate) const PLAN: &str = "preflight_plan.json";
pub(crate) const TRACE: &str = "execution_trace.ndjson";
pub(crate) const MEMORY_BEFORE: &str = "memory_pre.json";
pub(crate) const MEMORY_AFTER: &str = "memory_post.json";
pub(crate) const METRICS: &str = "router_metrics.json";
pub(crate) const POLICY: &str = "policy.json";

/// The names of the files that every run leaves behind.
pub const ARTIFACTS: [&str; 6] = [PLAN, TRACE, MEMORY_BEFORE, MEMORY_AFTER, METRICS, POLICY];

/// A file that a run leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    pub name: &'static str,
    pub content: String,
}

/// The proof of how a run got where it ended. Two runs of the same question on the same knowledge differ only in run id,
/// correlation id, timestamps and durations.
pub fn artifacts(state: &RunState, at: Timestamp) -> Vec<Artifact> {
    let plan = state.plan().map_or(Value::Null, |plan| json!(plan.document()));
    vec![
        json_file(PLAN, &with_terminator(plan, state)),
        Artifact { name: TRACE, content: trace(state) },
        json_file(MEMORY_BEFORE, &json!([])),
        json_file(MEMORY_AFTER, &state.memory.iter().map(remembered).collect()),
        json_file(METRICS, &router_metrics(state, at)),
        json_file(POLICY, &policy(state)),
    ]
}

fn json_file(name: &'static str, content: &Value) -> Artifact {
    Artifact { name, content: format!("{content:#}\n") }
}

/// The plan says itself whether it was carried out; a question that could not be planned leaves a plan without steps.
fn with_terminator(mut plan: Value, state: &RunState) -> Value {
    if plan.is_null() {
        let load = cognitive_load(&state.run.original_query, 1, &state.run.load, 0);
        plan = json!({
            "original_query": state.run.original_query,
            "steps": [],
            "dependencies": [],
            "cognitive_load": load,
            "threshold": load.threshold,
            "seed": state.run.seed,
        });
    }
    plan["given_plan"] = json!(state.run.given_plan);
    if let Some(terminator) = &state.run.terminator {
        plan["terminator"] = json!(true);
        plan["terminator_reason"] = json!(format!("{}: {}", terminator.reason.as_str(), terminator.detail));
        plan["terminated_at_step"] = json!(terminator.step);
    }
    plan
}

fn trace(state: &RunState) -> String {
    state.executions.iter().map(|execution| format!("{}\n", trace_line(state, execution))).collect()
}

pub(crate) fn trace_line(state: &RunState, execution: &Execution) -> Value {
    let turn = execution.step;
    let planned = turn.step.and_then(|id| state.plan()?.step(id));
    let mut line = json!({
        "run_id": state.run.id,
        "correlation_id": state.run.correlation_id,
        "step": turn,
        "agent": turn.role,
        "status": execution.status,
        "wave": turn.wave,
        "sub_question": turn.step,
        "depends_on": planned.map(|step| &step.depends_on),
        "query": execution.query,
        "tokens": execution.tokens_used,
        "cost_usd": execution.cost().to_string(),
        "latency_ms": execution.duration_ms(),
        "started_at": execution.started_at.to_string(),
        "answer": execution.outcome.as_ref().and_then(answer_of),
        "router": execution.routed.as_ref().map(|routed| json!({
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
            "selection_ms": execution.selection_ms,
        })),
        "tool_calls": tool_calls(execution),
        "outcome": execution.outcome,
        "terminator": state.run.terminator.as_ref().filter(|terminator| terminator.step.is_some() && terminator.step == turn.step),
    });
    if execution.own_tokens > 0 {
        line["own_tokens"] = json!(execution.own_tokens);
    }
    if !execution.calls.is_empty() {
        line["calls"] = execution.calls.iter().map(told).collect();
    }
    // A model that was left alone was not called.
    if !execution.calls.is_empty() || !execution.notes.is_empty() {
        line["notes"] = execution.notes.iter().map(|note| json!(note.clone().redacted())).collect();
    }
    line
}

/// A call without what a prompt or a reply may hold of a person.
fn told(call: &Call) -> Value {
    json!(Call { asked: redacted(&call.asked).into_owned(), replied: redacted(&call.replied).into_owned(), ..call.clone() })
}

fn answer_of(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Solved(answer) => answer.text.as_deref(),
        Outcome::Rewritten(answer) => Some(&answer.text),
        Outcome::Planned(_) | Outcome::Stopped(_) | Outcome::Retrieved(_) | Outcome::Critiqued(_) | Outcome::Verified(_) => None,
    }
}

fn tool_calls(execution: &Execution) -> Vec<Value> {
    let Some(Outcome::Retrieved(Retrieval { searches, .. })) = &execution.outcome else { return Vec::new() };
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

pub(crate) fn remembered(item: &MemoryItem) -> Value {
    json!({
        "id": item.id,
        "role": item.author.role,
        "content": item.content,
        "title": item.title,
        "tags": { "task_id": item.author.step, "type": item.kind },
        "tokens": item.cost.tokens,
        "title_tokens": item.cost.title_tokens,
        "sentence_tokens": item.cost.sentence_tokens,
        "ts": item.written_at.to_string(),
        "vector_id": item.source,
    })
}

fn router_metrics(state: &RunState, at: Timestamp) -> Value {
    let mut metrics = json!(RunMetrics::of(state.routed()));
    metrics["run_id"] = json!(state.run.id);
    metrics["started_at"] = json!(state.run.created_at.to_string());
    metrics["timestamp"] = json!(at.to_string());
    let mut times: Vec<u64> =
        state.executions.iter().filter(|execution| execution.routed.is_some()).map(|execution| execution.selection_ms).collect();
    times.sort_unstable();
    metrics["selection_time_ms"] = json!(times.iter().sum::<u64>());
    metrics["latency_ms"] = json!({ "p50": percentile(&times, 50), "p95": percentile(&times, 95), "p99": percentile(&times, 99) });
    metrics
}

/// By the nearest rank; nothing of nothing.
fn percentile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// What the run was subject to: the protections that were in force. Null stands where there is none.
fn policy(state: &RunState) -> Value {
    let mut policy = json!({
        "auth": { "mode": "PROTECTED", "mfa_required": false },
        "pii": { "redact": false, "retention_days": null },
        "webhooks": { "hmac": { "verify_raw_body": null, "clock_skew_sec": null } },
        "rate_limits": { "per_min": null },
        "limits": state.run.limits,
        "context": state.run.policy,
        "routing": state.run.routing,
        "cognitive_load": state.run.load,
        "model": state.run.model,
        "seed": state.run.seed,
    });
    if !state.run.casting.is_extractive() {
        policy["casting"] = json!(state.run.casting);
    }
    if !state.run.agents.is_empty() {
        policy["agents"] = json!(state.run.agents);
    }
    policy
}

/// The media type of an artifact's content, by its name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "json")) => "application/json",
        Some((_, "ndjson")) => "application/x-ndjson",
        _ => "application/octet-stream",
    }
}
