use genesis_core::MicroDollars;
use genesis_models::Call;
use serde::{Deserialize, Serialize};

use crate::AgentStep;

/// An attempt at a turn that came to nothing, after calls that are paid all the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    #[serde(rename = "step")]
    pub turn: AgentStep,
    /// Which of the turn's claims it was made under.
    pub attempt: u32,
    #[serde(with = "crate::json_text")]
    pub calls: Vec<Call>,
}

impl Attempt {
    pub fn tokens(&self) -> u64 {
        self.calls.iter().map(|call| call.usage.tokens()).sum()
    }

    pub fn cost(&self) -> MicroDollars {
        self.calls.iter().map(|call| call.cost).sum()
    }
}
