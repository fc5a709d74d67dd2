use std::collections::BTreeMap;

use genesis_core::{RunId, Timestamp, UnreadableTimestamp};
use genesis_lag::{GivenPlan, Limits, LoadSettings, Reason, StepId, Terminator};
use genesis_models::{Call, Casting, Note};
use genesis_rcr::{Cost, Policy, Role, Routed, Settings, SourceKind};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::Value;

use crate::{
    AgentStep, Attempt, Ending, Execution, ExecutionStatus, MemoryItem, Outcome, OwnAgent, Protections, Run, RunState, Status,
    artifacts::{ARTIFACTS, MEMORY_AFTER, METRICS, PLAN, POLICY, TRACE},
};

/// A run as its artifacts tell it.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The run where it ended. One that has neither an answer of its own nor a reason to stop broke off, and counts as failed: a turn
    /// failed, or its caller ended it.
    pub state: RunState,
    /// When the artifacts were written, at the end of the run.
    pub written_at: Timestamp,
    /// The JSON files by name, as they were read.
    pub(crate) files: BTreeMap<&'static str, Value>,
    /// The lines of the trace, one for each of the state's executions.
    pub(crate) trace: Vec<Value>,
}

/// Why artifacts do not tell a run.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableRecording {
    #[error("{name} is missing")]
    Missing { name: &'static str },
    #[error("{name} cannot be read: {source}")]
    Corrupt { name: &'static str, source: serde_json::Error },
    #[error("line {line} of {TRACE} cannot be read: {source}")]
    CorruptLine { line: usize, source: serde_json::Error },
    #[error("line {line} of {TRACE} is of another run or out of order")]
    StrayLine { line: usize },
    #[error("item {id} of {MEMORY_AFTER} names no turn")]
    StrayItem { id: String },
    #[error("{TRACE} lacks the turn {turn}, of which {name} tells")]
    LostTurn { turn: AgentStep, name: &'static str },
    #[error("{TRACE} lacks the turns of the {}, of which {METRICS} tells", role.as_str())]
    LostRole { role: Role },
}

impl Recording {
    /// Reads the files of a run, each of which `content` gives by name.
    pub fn read<'a>(content: impl Fn(&str) -> Option<&'a str>) -> Result<Self, UnreadableRecording> {
        let text = |name| content(name).ok_or(UnreadableRecording::Missing { name });
        let mut files = BTreeMap::new();
        for name in ARTIFACTS.into_iter().filter(|name| *name != TRACE) {
            files.insert(name, serde_json::from_str(text(name)?).map_err(|source| UnreadableRecording::Corrupt { name, source })?);
        }
        let (mut trace, mut executions) = (Vec::new(), Vec::new());
        let metrics: RecordedMetrics = read(&files, METRICS)?;
        for (n, text) in text(TRACE)?.lines().enumerate() {
            let line: Value = serde_json::from_str(text).map_err(|source| UnreadableRecording::CorruptLine { line: n + 1, source })?;
            let turn = RecordedTurn::deserialize(&line).map_err(|source| UnreadableRecording::CorruptLine { line: n + 1, source })?;
            if turn.run_id != metrics.run_id || !follows(executions.last(), &turn) {
                return Err(UnreadableRecording::StrayLine { line: n + 1 });
            }
            executions.push(turn.execution());
            trace.push(line);
        }
        let memory = remembered(read(&files, MEMORY_AFTER)?)?;
        let plan: RecordedPlan = read(&files, PLAN)?;
        nothing_lost(&executions, &plan, &memory, &metrics)?;
        let run = run(&metrics, plan, read(&files, POLICY)?, trace.first());
        let state = RunState { run, executions, memory }.summed_up();
        Ok(Self { state, written_at: metrics.timestamp, files, trace })
    }
}

fn read<T: DeserializeOwned>(files: &BTreeMap<&'static str, Value>, name: &'static str) -> Result<T, UnreadableRecording> {
    T::deserialize(&files[name]).map_err(|source| UnreadableRecording::Corrupt { name, source })
}

/// A trace that was cut short would pass as a run that did less: the other files tell of turns, too.
fn nothing_lost(
    executions: &[Execution],
    plan: &RecordedPlan,
    memory: &[MemoryItem],
    metrics: &RecordedMetrics,
) -> Result<(), UnreadableRecording> {
    let has = |turn: AgentStep| executions.iter().any(|execution| execution.step == turn);
    let planner = AgentStep::new(0, None, Role::Planner);
    if !plan.steps.is_empty() && !has(planner) {
        return Err(UnreadableRecording::LostTurn { turn: planner, name: PLAN });
    }
    if let Some(item) = memory.iter().find(|item| !has(item.author)) {
        return Err(UnreadableRecording::LostTurn { turn: item.author, name: MEMORY_AFTER });
    }
    let is_told = |(role, scores): (&Role, &BTreeMap<_, _>)| (!scores.is_empty()).then_some(*role);
    let mut roles = metrics.importance_scores.iter().filter_map(is_told);
    let lost = roles.find(|role| !executions.iter().any(|execution| execution.step.role == *role));
    lost.map_or(Ok(()), |role| Err(UnreadableRecording::LostRole { role }))
}

/// A trace is in the order of work.
fn follows(last: Option<&Execution>, turn: &RecordedTurn) -> bool {
    last.is_none_or(|last| last.step.to_string() < turn.step.to_string())
}

fn run(metrics: &RecordedMetrics, plan: RecordedPlan, policy: RecordedPolicy, first_line: Option<&Value>) -> Run {
    let (terminator, protections) = (plan.ended_with(), policy.protections());
    Run {
        correlation_id: first_line.and_then(|line| line["correlation_id"].as_str()).unwrap_or_default().to_owned(),
        terminator,
        limits: policy.limits,
        policy: policy.context,
        routing: policy.routing,
        load: policy.cognitive_load,
        given_plan: plan.given_plan,
        casting: policy.casting,
        agents: policy.agents,
        seed: policy.seed,
        protections,
        completed_at: Some(metrics.timestamp),
        artifact_files: ARTIFACTS.map(ToOwned::to_owned).to_vec(),
        ..Run::pending(metrics.run_id, metrics.started_at, plan.original_query, policy.model)
    }
}

impl RunState {
    /// With the counters and the ending that follow from the turns.
    fn summed_up(mut self) -> Self {
        let finished = || self.executions.iter().filter(|execution| execution.status == ExecutionStatus::Completed);
        let routed = || finished().filter_map(|execution| execution.routed.as_ref());
        self.run.total_tokens = self.executions.iter().map(Execution::tokens).sum();
        self.run.cost = Some(self.executions.iter().map(Execution::cost).sum());
        self.run.selection_ms = finished().map(|execution| execution.selection_ms).sum();
        self.run.steps_completed = finished().count() as u32;
        self.run.steps_failed = self.executions.iter().filter(|execution| execution.status == ExecutionStatus::Failed).count() as u32;
        self.run.routed_tokens = routed().map(|routed| u64::from(routed.selected_tokens)).sum();
        self.run.full_tokens = routed().map(|routed| u64::from(routed.full_tokens)).sum();
        (self.run.status, self.run.answer) = match self.ending() {
            Ending::Answered(answer) => (Status::Completed, Some(answer)),
            Ending::Terminated(_) if self.run.terminator.is_some() => (Status::Terminated, None),
            Ending::Terminated(_) => (Status::Failed, None),
        };
        self
    }
}

#[derive(Deserialize)]
struct RecordedMetrics {
    run_id: RunId,
    /// What each role was considered for, in whichever turn.
    #[serde(default)]
    importance_scores: BTreeMap<Role, BTreeMap<String, IgnoredAny>>,
    #[serde(deserialize_with = "moment")]
    started_at: Timestamp,
    #[serde(deserialize_with = "moment")]
    timestamp: Timestamp,
}

#[derive(Deserialize)]
struct RecordedPlan {
    original_query: String,
    #[serde(default)]
    steps: Vec<IgnoredAny>,
    #[serde(default)]
    given_plan: Option<GivenPlan>,
    #[serde(default)]
    terminator_reason: Option<String>,
    #[serde(default)]
    terminated_at_step: Option<StepId>,
}

impl RecordedPlan {
    fn ended_with(&self) -> Option<Terminator> {
        let (reason, detail) = self.terminator_reason.as_ref()?.split_once(": ")?;
        let reason = Reason::deserialize(Value::from(reason)).ok()?;
        Some(Terminator { reason, step: self.terminated_at_step, detail: detail.to_owned() })
    }
}

#[derive(Deserialize)]
struct RecordedPolicy {
    limits: Limits,
    context: Policy,
    #[serde(default)]
    routing: Settings,
    #[serde(default)]
    cognitive_load: LoadSettings,
    model: String,
    #[serde(default)]
    casting: Casting,
    #[serde(default)]
    agents: BTreeMap<Role, OwnAgent>,
    seed: u64,
    #[serde(default)]
    auth: RecordedAuth,
    #[serde(default)]
    pii: RecordedPii,
    #[serde(default)]
    webhooks: RecordedWebhooks,
    #[serde(default)]
    rate_limits: RecordedRates,
}

#[derive(Default, Deserialize)]
struct RecordedAuth {
    mfa_required: Option<bool>,
}

#[derive(Default, Deserialize)]
struct RecordedPii {
    redact: Option<bool>,
}

#[derive(Default, Deserialize)]
struct RecordedWebhooks {
    hmac: RecordedHmac,
}

#[derive(Default, Deserialize)]
struct RecordedHmac {
    clock_skew_sec: Option<u64>,
}

#[derive(Default, Deserialize)]
struct RecordedRates {
    per_min: Option<u32>,
}

impl RecordedPolicy {
    fn protections(&self) -> Protections {
        Protections {
            mfa_required: self.auth.mfa_required,
            requests_per_minute: self.rate_limits.per_min,
            webhook_skew_seconds: self.webhooks.hmac.clock_skew_sec,
            redacts_answers: self.pii.redact,
        }
    }
}

#[derive(Deserialize)]
struct RecordedTurn {
    run_id: RunId,
    step: AgentStep,
    status: ExecutionStatus,
    query: String,
    tokens: u64,
    #[serde(default)]
    own_tokens: u64,
    latency_ms: u32,
    #[serde(deserialize_with = "moment")]
    started_at: Timestamp,
    router: Option<RecordedRouting>,
    outcome: Option<Outcome>,
    #[serde(default)]
    calls: Vec<Call>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    attempts: Vec<RecordedAttempt>,
}

#[derive(Deserialize)]
struct RecordedAttempt {
    attempt: u32,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct RecordedRouting {
    #[serde(flatten)]
    routed: Routed,
    selection_ms: u32,
}

impl RecordedTurn {
    fn execution(self) -> Execution {
        let turn = self.step;
        let attempts: Vec<Attempt> =
            self.attempts.into_iter().map(|RecordedAttempt { attempt, calls }| Attempt { turn, attempt, calls }).collect();
        let completed_at = self.started_at.plus(std::time::Duration::from_millis(self.latency_ms.into()));
        Execution {
            step: self.step,
            status: self.status,
            attempt: 1,
            lease_until: self.started_at,
            started_at: self.started_at,
            completed_at: (self.status != ExecutionStatus::Running).then_some(completed_at),
            query: self.query,
            selection_ms: self.router.as_ref().map_or(0, |router| router.selection_ms.into()),
            routed: self.router.map(|router| router.routed),
            tokens_used: self.tokens.saturating_sub(attempts.iter().map(Attempt::tokens).sum()),
            own_tokens: self.own_tokens,
            outcome: self.outcome,
            calls: self.calls,
            notes: self.notes,
            attempts,
        }
    }
}

#[derive(Deserialize)]
struct RecordedItem {
    id: String,
    content: String,
    title: String,
    tags: RecordedTags,
    #[serde(flatten)]
    cost: Cost,
    #[serde(deserialize_with = "moment")]
    ts: Timestamp,
    vector_id: String,
}

#[derive(Deserialize)]
struct RecordedTags {
    #[serde(rename = "type")]
    kind: SourceKind,
}

fn remembered(items: Vec<RecordedItem>) -> Result<Vec<MemoryItem>, UnreadableRecording> {
    let read = |item: RecordedItem| {
        let author = item.id.split_once('/').and_then(|(turn, _)| turn.parse().ok());
        let author = author.ok_or_else(|| UnreadableRecording::StrayItem { id: item.id.clone() })?;
        Ok(MemoryItem {
            id: item.id,
            author,
            kind: item.tags.kind,
            source: item.vector_id,
            title: item.title,
            content: item.content,
            cost: item.cost,
            written_at: item.ts,
        })
    };
    items.into_iter().map(read).collect()
}

fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(|error: UnreadableTimestamp| serde::de::Error::custom(error))
}
