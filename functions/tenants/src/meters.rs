use genesis_tenancy::{Meter, Quota};
use schemars::JsonSchema;
use serde::Serialize;

/// What a tenant has of its quota.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Meters {
    orchestration_runs: MeterView,
    tokens: MeterView,
    /// In bytes.
    storage: MeterView,
    users: MeterView,
}

#[derive(Debug, Serialize, JsonSchema)]
struct MeterView {
    /// -1 is without limit, as it is for `remaining`.
    limit: i64,
    used: u64,
    /// Held by runs and steps that have not ended; most of it comes back.
    reserved: u64,
    remaining: i64,
}

impl Meters {
    pub fn of(quota: &Quota) -> Self {
        let Quota { runs, tokens, storage, users, .. } = quota;
        Self { orchestration_runs: runs.into(), tokens: tokens.into(), storage: storage.into(), users: users.into() }
    }
}

impl From<&Meter> for MeterView {
    fn from(meter: &Meter) -> Self {
        Self { limit: meter.limit.wire(), used: meter.used, reserved: meter.reserved, remaining: meter.remaining().wire() }
    }
}
