use serde::{Deserialize, Serialize};

/// How context is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Everything, whatever it costs.
    Full,
    /// What the role's tags say, the newest first, up to the role's budget.
    Static,
    /// What matters to the role and the question, up to the role's budget.
    #[default]
    Rcr,
}

impl Policy {
    pub const ALL: [Policy; 3] = [Policy::Full, Policy::Static, Policy::Rcr];

    pub fn as_str(self) -> &'static str {
        match self {
            Policy::Full => "full",
            Policy::Static => "static",
            Policy::Rcr => "rcr",
        }
    }
}
