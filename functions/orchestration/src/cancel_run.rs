use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem};
use genesis_lag::{Reason, Terminator};
use genesis_orchestration::{RunState, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    ending::leaving::POLICY,
    ending::stopping::{STOP, end_and_stop},
    ending::{ARTIFACTS, Conclusion, ORCHESTRATION, USAGE},
};

const DECLARATION: Declaration = Declaration {
    name: "cancel-run",
    summary: "Stops a run that nobody wants any longer; what is certain by then is kept.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/orchestration/cancel/{runId}",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[ORCHESTRATION, USAGE, ARTIFACTS, POLICY, STOP],
    memory_mib: 256,
    timeout_seconds: 20,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunCancelled {
    success: bool,
    run_id: String,
    /// `terminated`, for the reason `CANCELLED`.
    status: &'static str,
    duration_ms: u64,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, cancel_run).gives::<RunCancelled>()
}

async fn cancel_run(State(cloud): State<Cloud>, caller: Caller, PathId(id): PathId<RunId>) -> Result<Json<RunCancelled>, Problem> {
    let run = end_and_stop(&cloud, caller.tenant, id, cancelled).await?;
    Ok(Json(RunCancelled {
        success: true,
        run_id: id.to_string(),
        status: run.status.as_str(),
        duration_ms: run.duration_ms().unwrap_or_default(),
        timestamp: cloud.clock().now().to_string(),
    }))
}

/// A reason that the run has found before stands.
fn cancelled(state: &RunState) -> Conclusion {
    let cancelled = || Terminator { reason: Reason::Cancelled, step: None, detail: "The run was cancelled by its caller.".to_owned() };
    let terminator = state.run.terminator.clone().unwrap_or_else(cancelled);
    Conclusion { terminator: Some(terminator), ..Conclusion::new(Status::Terminated) }
}
