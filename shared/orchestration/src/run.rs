mod protections;

use std::collections::BTreeMap;

use genesis_core::{MicroDollars, RunId, Timestamp};
use genesis_lag::{GivenPlan, Limits, LoadSettings, Rules, Terminator};
use genesis_models::{Answered, Casting, FinalAnswer};
use genesis_rcr::{Policy, Role, Settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::protections::Protections;
use crate::OwnAgent;

/// One question being answered, with its counters. Totals are kept with the writes they count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: RunId,
    pub correlation_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_id: Option<String>,
    pub original_query: String,
    pub status: Status,
    pub limits: Limits,
    /// How the roles' context is chosen.
    #[serde(default)]
    pub policy: Policy,
    /// How what it remembers is weighed for them.
    #[serde(default)]
    pub routing: Settings,
    /// How cognitive load is weighed.
    #[serde(default)]
    pub load: LoadSettings,
    /// The decomposition that its caller gave, kept as the JSON text it is.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::json_text")]
    pub given_plan: Option<GivenPlan>,
    /// The roles that agents of the caller's own play.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", with = "crate::json_text")]
    pub agents: BTreeMap<Role, OwnAgent>,
    pub seed: u64,
    pub model: String,
    /// Who plays its roles.
    #[serde(default, with = "crate::json_text")]
    pub casting: Casting,
    /// The caller's own, kept as the JSON text it was: a table cannot hold every JSON value.
    #[serde(with = "crate::json_text")]
    pub metadata: Map<String, Value>,
    pub created_at: Timestamp,
    /// What its tenant was protected by when it was admitted.
    #[serde(default)]
    pub protections: Protections,
    /// What it holds of its tenant's tokens until it ends; none where it began before there were quotas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_tokens: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// Tokens that went to models and came back.
    pub total_tokens: u64,
    /// What they cost. A run that began before it was counted costs what the platform charges for its tokens.
    #[serde(default, rename = "cost_microdollars", skip_serializing_if = "Option::is_none")]
    pub cost: Option<MicroDollars>,
    /// Tokens of context routed to the roles.
    pub routed_tokens: u64,
    /// Tokens the roles would have read without routing: every passage retrieved so far plus the run's memory.
    pub full_tokens: u64,
    /// What routing took in all finished turns.
    #[serde(default)]
    pub selection_ms: u64,
    /// Finished turns of agents.
    pub steps_completed: u32,
    /// Turns that ended by a fault.
    #[serde(default)]
    pub steps_failed: u32,
    /// From 0 to 1, as the caller who completed the run rated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability_score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<FinalAnswer>,
    /// What is certain of a run that stopped without an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certain: Vec<Answered>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminator: Option<Terminator>,
    /// Why the run failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub artifact_files: Vec<String>,
}

impl Run {
    /// A question as it comes in, under the platform's own rules and with nothing of it done.
    pub fn pending(id: RunId, created_at: Timestamp, question: impl Into<String>, model: impl Into<String>) -> Self {
        let Rules { limits, load, seed } = Rules::default();
        Self {
            id,
            correlation_id: id.to_string(),
            workflow_id: None,
            original_query: question.into(),
            status: Status::Pending,
            limits,
            policy: Policy::default(),
            routing: Settings::default(),
            load,
            given_plan: None,
            agents: BTreeMap::new(),
            seed,
            model: model.into(),
            casting: Casting::default(),
            metadata: Map::new(),
            created_at,
            protections: Protections::default(),
            reserved_tokens: None,
            completed_at: None,
            total_tokens: 0,
            cost: None,
            routed_tokens: 0,
            full_tokens: 0,
            selection_ms: 0,
            steps_completed: 0,
            steps_failed: 0,
            stability_score: None,
            answer: None,
            certain: Vec::new(),
            terminator: None,
            error: None,
            artifact_files: Vec::new(),
        }
    }

    /// The same with so many of its tenant's tokens, beyond which it may not go.
    pub fn holding(self, tokens: u64) -> Self {
        let max_tokens = u32::try_from(tokens).unwrap_or(u32::MAX).min(self.limits.max_tokens);
        Self { limits: Limits { max_tokens, ..self.limits }, reserved_tokens: Some(tokens), ..self }
    }

    /// What its plan is made under.
    pub fn rules(&self) -> Rules {
        Rules { limits: self.limits, load: self.load, seed: self.seed }
    }

    pub fn cost(&self) -> MicroDollars {
        self.cost.unwrap_or_else(|| MicroDollars::for_tokens(self.total_tokens))
    }

    pub fn duration_ms(&self) -> Option<u64> {
        self.completed_at.map(|at| at.millis_since(self.created_at))
    }

    /// How much context the roles were spared, in percent.
    pub fn token_reduction_percent(&self) -> f64 {
        if self.full_tokens == 0 {
            return 0.0;
        }
        let spared = self.full_tokens.saturating_sub(self.routed_tokens) as f64 / self.full_tokens as f64;
        (spared * 10_000.0).round() / 100.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Accepted, nothing done yet.
    Pending,
    Planning,
    Executing,
    /// Answered.
    Completed,
    /// Something broke that is not the question's fault.
    Failed,
    /// Stopped by the question's own logic or by a limit, with a reason.
    Terminated,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::Planning => "planning",
            Status::Executing => "executing",
            Status::Completed => "completed",
            Status::Failed => "failed",
            Status::Terminated => "terminated",
        }
    }

    pub fn is_final(self) -> bool {
        match self {
            Status::Pending | Status::Planning | Status::Executing => false,
            Status::Completed | Status::Failed | Status::Terminated => true,
        }
    }
}
