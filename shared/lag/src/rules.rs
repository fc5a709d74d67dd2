use serde::{Deserialize, Serialize};

use crate::{Limits, LoadSettings};

/// What a plan is made under. All of it is part of the plan's signature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    pub limits: Limits,
    pub load: LoadSettings,
    pub seed: u64,
}

impl Rules {
    pub const SEED: u64 = 42;
}

impl Default for Rules {
    fn default() -> Self {
        Self { limits: Limits::default(), load: LoadSettings::default(), seed: Self::SEED }
    }
}
