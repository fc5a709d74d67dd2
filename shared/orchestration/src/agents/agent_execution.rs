mod invalid;
mod own_agent;
mod task_token;

use std::{fmt, str::FromStr};

use genesis_core::{ExecutionId, MicroDollars, RunId, Timestamp};
use genesis_models::Call;
use genesis_rcr::{Role, Routed};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use invalid::InvalidExecution;
pub use own_agent::{OwnAgent, PATIENCE};
pub use task_token::TaskToken;

use crate::{AgentStep, ExecutionStatus, Tally, json_text};

/// What an agent does for a run. At a caller's request, beside the run's own turns, a built-in role takes a step of its own, and an
/// agent of the caller's own does what is recorded of it; for a run whose role it plays, the latter takes a turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentExecution {
    pub id: ExecutionId,
    pub run_id: RunId,
    pub agent_id: AgentId,
    pub capability: String,
    pub sequence_number: u32,
    /// The caller's own objects, each kept as JSON text: a table cannot hold every JSON value.
    #[serde(with = "json_text")]
    pub input_context: Map<String, Value>,
    #[serde(with = "json_text")]
    pub metadata: Map<String, Value>,
    pub status: ExecutionStatus,
    pub created_at: Timestamp,
    /// When it was created, or last claimed by a worker.
    pub started_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// How often a worker has claimed it. Only the holder of the latest claim may end it.
    pub attempt: u32,
    /// Until when the claim holds.
    pub lease_until: Timestamp,
    /// Empty until it has ended, like all that follow.
    #[serde(with = "json_text")]
    pub output_context: Map<String, Value>,
    /// Ids of what was routed to a built-in role.
    pub context_used: Vec<String>,
    pub tokens_used: u64,
    /// Of language models that were asked.
    #[serde(default, rename = "cost_microdollars", skip_serializing_if = "Option::is_none")]
    pub cost: Option<MicroDollars>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// What it holds of its tenant's tokens until it ends; a turn has its part of what its run holds.
    #[serde(default)]
    pub reserved_tokens: u64,
    /// The turn that waits for it; none at a caller's request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<AwaitedTurn>,
    /// Until when an agent of the caller's own may complete it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<Timestamp>,
}

/// A turn of a run that an agent of the caller's own takes, and the task that waits for it. It is settled with what was routed when it
/// was offered, whatever would be by then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AwaitedTurn {
    pub step: AgentStep,
    pub token: TaskToken,
    #[serde(with = "json_text")]
    pub routed: Routed,
    /// How long routing took.
    pub selection_ms: u64,
    /// What was asked of language models for it.
    #[serde(with = "json_text")]
    pub calls: Vec<Call>,
}

/// What came of an execution.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExecutionEnd {
    pub output_context: Map<String, Value>,
    pub context_used: Vec<String>,
    pub tokens_used: u64,
    /// Of language models that were asked; other tokens cost what the platform charges for them.
    pub cost: Option<MicroDollars>,
    /// Why it failed, if it did.
    pub error_message: Option<String>,
}

impl AgentExecution {
    /// What an agent is asked, with nothing of it done.
    pub fn begun(id: ExecutionId, run_id: RunId, agent_id: AgentId, at: Timestamp) -> Self {
        Self {
            id,
            run_id,
            agent_id,
            capability: String::new(),
            sequence_number: 1,
            input_context: Map::new(),
            metadata: Map::new(),
            status: ExecutionStatus::Running,
            created_at: at,
            started_at: at,
            completed_at: None,
            attempt: 0,
            lease_until: at,
            output_context: Map::new(),
            context_used: Vec::new(),
            tokens_used: 0,
            cost: None,
            error_message: None,
            reserved_tokens: 0,
            turn: None,
            wait_until: None,
        }
    }

    pub fn role(&self) -> Option<Role> {
        self.agent_id.role()
    }

    /// The same, taken on by a worker.
    pub fn claimed(self, now: Timestamp, lease_until: Timestamp) -> Self {
        Self { attempt: self.attempt + 1, started_at: now, lease_until, ..self }
    }

    /// Whether some worker's claim on it holds.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.attempt > 0 && self.lease_until > now
    }

    /// Whether nobody waits for it any longer, though nobody has ended it.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.status == ExecutionStatus::Running && self.wait_until.is_some_and(|until| until <= now)
    }

    /// Whether it ended because nobody completed it in time.
    pub fn ran_out(&self) -> bool {
        self.status == ExecutionStatus::Failed && self.wait_until.zip(self.completed_at).is_some_and(|(until, at)| until <= at)
    }

    /// Whether it has ended with just this.
    pub fn has_ended_with(&self, end: &ExecutionEnd) -> bool {
        let ExecutionEnd { output_context, context_used: _, tokens_used, cost: _, error_message } = end;
        self.status != ExecutionStatus::Running
            && (&self.output_context, &self.tokens_used, &self.error_message) == (output_context, tokens_used, error_message)
    }

    /// What was paid for it before, by workers who had to let go of it, is added up.
    pub fn ended(self, end: ExecutionEnd, at: Timestamp) -> Self {
        let ExecutionEnd { output_context, context_used, tokens_used, cost, error_message } = end;
        let cost = match self.cost {
            Some(before) => Some(before + cost.unwrap_or_else(|| MicroDollars::for_tokens(tokens_used))),
            None => cost,
        };
        let tokens_used = self.tokens_used + tokens_used;
        let status = if error_message.is_some() { ExecutionStatus::Failed } else { ExecutionStatus::Completed };
        Self { status, completed_at: Some(at), output_context, context_used, tokens_used, cost, error_message, ..self }
    }

    pub fn duration_ms(&self) -> Option<u64> {
        self.completed_at.map(|at| at.millis_since(self.started_at))
    }

    /// What it cost: its calls to language models, or else what the platform charges for its tokens.
    pub fn cost(&self) -> MicroDollars {
        self.cost.unwrap_or_else(|| MicroDollars::for_tokens(self.tokens_used))
    }

    /// Its share of what its agent did.
    pub fn tally(&self) -> Tally {
        Tally {
            executions: u64::from(self.status != ExecutionStatus::Running),
            successful: u64::from(self.status == ExecutionStatus::Completed),
            tokens: self.tokens_used,
            duration_ms: self.duration_ms().unwrap_or_default(),
        }
    }
}

/// The name of an agent: a built-in role's, or one of the caller's own. 1 to 100 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgentId(String);

impl AgentId {
    pub const MAX_CHARACTERS: usize = 100;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The built-in role of this name.
    pub fn role(&self) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == self.0)
    }
}

impl FromStr for AgentId {
    type Err = InvalidExecution;

    fn from_str(text: &str) -> Result<Self, InvalidExecution> {
        let is_named = (1..=Self::MAX_CHARACTERS).contains(&text.chars().count()) && !text.contains(char::is_control);
        if is_named { Ok(Self(text.to_owned())) } else { Err(InvalidExecution::AgentId) }
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_built_in_or_the_callers_own() {
        let role = |text: &str| text.parse::<AgentId>().map(|agent| agent.role());
        for built_in in Role::ALL {
            assert_eq!(role(built_in.as_str()), Ok(Some(built_in)));
        }
        for own in ["Planner", "planner ", "translator", "é", &"x".repeat(100)] {
            assert_eq!(role(own), Ok(None), "{own}");
        }
        for nobody in ["", "a\nb", "\0", &"x".repeat(101)] {
            assert_eq!(role(nobody), Err(InvalidExecution::AgentId), "{nobody}");
        }
    }
}
