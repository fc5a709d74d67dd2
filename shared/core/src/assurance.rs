use serde::{Deserialize, Serialize};

/// How surely a caller is who they say they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// By a credential alone.
    OneFactor,
    /// By a credential and what an authenticator app says, or a recovery code.
    TwoFactors,
}

impl Assurance {
    pub fn as_str(self) -> &'static str {
        match self {
            Assurance::OneFactor => "one_factor",
            Assurance::TwoFactors => "two_factors",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Assurance::OneFactor, Assurance::TwoFactors].into_iter().find(|assurance| assurance.as_str() == text)
    }
}
