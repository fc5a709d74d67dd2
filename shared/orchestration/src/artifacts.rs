mod policy;
mod sameness;
mod trace;

use genesis_core::Timestamp;
use genesis_lag::cognitive_load;
use genesis_rcr::RunMetrics;
use serde_json::{Value, json};

use self::policy::policy;
pub use self::sameness::comparable;
pub(crate) use self::trace::{masked, trace_line};
use crate::{MemoryItem, RunState};

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
    artifacts_passing(state, at, &|_| {})
}

/// The same, of which each text is as `pass` leaves it. Ids, times and hashes stay.
pub fn artifacts_passing(state: &RunState, at: Timestamp, pass: &dyn Fn(&mut String)) -> Vec<Artifact> {
    let plan = state.plan().map_or(Value::Null, |plan| json!(plan.document()));
    let file = |name, content| Artifact { name, content: format!("{:#}\n", passed(content, pass)) };
    let lines = state.executions.iter().map(|execution| format!("{}\n", passed(trace_line(state, execution), pass)));
    vec![
        file(PLAN, with_terminator(plan, state)),
        Artifact { name: TRACE, content: lines.collect() },
        file(MEMORY_BEFORE, json!([])),
        file(MEMORY_AFTER, state.memory.iter().map(remembered).collect()),
        Artifact { name: METRICS, content: format!("{:#}\n", router_metrics(state, at)) },
        file(POLICY, policy(state)),
    ]
}

/// What stands under these is no text.
const NO_TEXTS: [&str; 22] = [
    "answered_by",
    "correlation_id",
    "cost_usd",
    "depends_on",
    "from",
    "id",
    "model",
    "passage",
    "passages",
    "plan_id",
    "plan_signature",
    "prompt",
    "request",
    "result",
    "router",
    "run_id",
    "started_at",
    "step",
    "to",
    "tool_call_id",
    "ts",
    "vector_id",
];

fn passed(mut value: Value, pass: &dyn Fn(&mut String)) -> Value {
    match &mut value {
        Value::String(text) => pass(text),
        Value::Array(items) => items.iter_mut().for_each(|item| *item = passed(item.take(), pass)),
        Value::Object(fields) => {
            let texts = fields.iter_mut().filter(|(name, _)| !NO_TEXTS.contains(&name.as_str()));
            texts.for_each(|(_, field)| *field = passed(field.take(), pass));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    value
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

/// The media type of an artifact's content, by its name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "json")) => "application/json",
        Some((_, "ndjson")) => "application/x-ndjson",
        _ => "application/octet-stream",
    }
}
