use genesis_core::{Fault, Kind as FaultKind};
use genesis_guard::{Action, Kind, Policy};
use serde::{Deserialize, Serialize};

/// What a tenant wants done about what is found in texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContentPolicy {
    /// What is asked of runs and of agents.
    pub questions: Wishes,
    /// What is taken into the library or into memory.
    pub documents: Wishes,
    /// Personal data in answers.
    pub answers: Action,
    /// What counts as personal.
    pub kinds: Vec<Kind>,
    /// The least confidence of a finding, from 0 to 1.
    pub confidence: f64,
    /// The least score of an injection, from 0 to 1.
    pub score: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    pub personal: Action,
    pub prompt_injection: Action,
    pub sql_injection: Action,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { personal: Action::Flag, prompt_injection: Action::Flag, sql_injection: Action::Flag }
    }
}

impl Default for ContentPolicy {
    /// A question is taken as it was asked, but for SQL, which no question needs; an answer leaves without what is somebody's.
    fn default() -> Self {
        Self {
            questions: Wishes { sql_injection: Action::Redact, ..Wishes::default() },
            documents: Wishes::default(),
            answers: Action::Redact,
            kinds: Kind::ALL.iter().copied().filter(|kind| kind.is_private()).collect(),
            confidence: 0.7,
            score: 0.5,
        }
    }
}

impl ContentPolicy {
    pub fn checked(self) -> Result<Self, InvalidPolicy> {
        match () {
            () if !(0.0..=1.0).contains(&self.confidence) => Err(InvalidPolicy::Confidence),
            () if !(0.0..=1.0).contains(&self.score) => Err(InvalidPolicy::Score),
            () if self.kinds.is_empty() => Err(InvalidPolicy::Kinds),
            () => Ok(self),
        }
    }

    /// Whether answers leave without what is personal in them, or not at all.
    pub fn redacts_answers(&self) -> bool {
        self.answers != Action::Flag
    }

    pub(super) fn of(&self, wishes: Wishes) -> Policy {
        let Wishes { personal, prompt_injection, sql_injection } = wishes;
        Policy { kinds: self.kinds.clone(), personal, confidence: self.confidence, prompt_injection, sql_injection, score: self.score }
    }
}

/// What no policy can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    #[error("between 0 and 1")]
    Confidence,
    #[error("between 0 and 1")]
    Score,
    #[error("at least one kind; to let all pass, flag it")]
    Kinds,
}

impl Fault for InvalidPolicy {
    fn kind(&self) -> FaultKind {
        FaultKind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_policy"
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidPolicy::Confidence => "confidence",
            InvalidPolicy::Score => "score",
            InvalidPolicy::Kinds => "kinds",
        })
    }
}
