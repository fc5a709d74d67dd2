use serde_json::{Value, json};

use super::masked;
use crate::{Protections, RunState};

/// What the run was subject to, and the protections that were in force. What nobody knows of them is not said; runs are kept without end.
pub(super) fn policy(state: &RunState) -> Value {
    let Protections { mfa_required, requests_per_minute, webhook_skew_seconds, redacts_answers } = state.run.protections;
    let mut policy = json!({
        "auth": { "mode": "PROTECTED" },
        "pii": { "retention_days": null },
        "webhooks": { "hmac": {} },
        "rate_limits": {},
        "limits": state.run.limits,
        "context": state.run.policy,
        "routing": state.run.routing,
        "cognitive_load": state.run.load,
        "model": state.run.model,
        "seed": state.run.seed,
    });
    if let Some(required) = mfa_required {
        policy["auth"]["mfa_required"] = json!(required);
    }
    if let Some(redacts) = redacts_answers {
        policy["pii"]["redact"] = json!(redacts);
    }
    if let Some(skew) = webhook_skew_seconds {
        policy["webhooks"]["hmac"] = json!({ "verify_raw_body": true, "clock_skew_sec": skew });
    }
    if let Some(per_minute) = requests_per_minute {
        policy["rate_limits"]["per_min"] = json!(per_minute);
    }
    if !state.run.casting.is_extractive() {
        policy["casting"] = json!(state.run.casting);
    }
    if !state.run.agents.is_empty() {
        policy["agents"] = masked(json!(state.run.agents));
    }
    policy
}
