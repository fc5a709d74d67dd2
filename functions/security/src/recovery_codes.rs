use genesis_access::RecoveryCode;
use schemars::JsonSchema;
use serde::Serialize;

/// Eight codes, shown this once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecoveryCodes {
    success: bool,
    /// Each stands in for a code of the app, once. Only their keyed hashes are kept.
    recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    pub(crate) fn of(codes: &[RecoveryCode]) -> Self {
        Self { success: true, recovery_codes: codes.iter().map(RecoveryCode::reveal).collect() }
    }
}
