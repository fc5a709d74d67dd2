use serde::{Deserialize, Serialize};

/// What protected a run's tenant while the run went on, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protections {
    /// Whether whoever calls for the tenant shows a second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_required: Option<bool>,
    /// What all callers of the tenant may ask together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_minute: Option<u32>,
    /// How far the time that a webhook's signature names may be off. What is signed is the body as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_skew_seconds: Option<u64>,
    /// Whether answers leave without what is somebody's, or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacts_answers: Option<bool>,
}
