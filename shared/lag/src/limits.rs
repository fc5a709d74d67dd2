use serde::{Deserialize, Serialize};

/// Where a run stops even if its logic holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The longest chain of dependent sub-questions.
    pub max_depth: u32,
    /// The most sub-questions of a plan.
    pub max_steps: u32,
    pub max_seconds: u32,
}

impl Limits {
    pub const HIGHEST: Limits = Limits { max_depth: 5, max_steps: 12, max_seconds: 300 };
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_depth: 5, max_steps: 10, max_seconds: 300 }
    }
}
