use serde::{Deserialize, Serialize};

use crate::Draft;

/// A caller's own decomposition, which is carried out instead of a Planner's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPlan {
    pub draft: Draft,
    /// Whether a sub-question above the threshold is split again, like one of a Planner.
    #[serde(default)]
    pub split: bool,
}
