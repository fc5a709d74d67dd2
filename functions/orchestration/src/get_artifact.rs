use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderName, header},
};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Function, Problem};
use genesis_orchestration::media_type;

const DECLARATION: Declaration = Declaration {
    name: "get-artifact",
    summary: "Gives one file a run has left behind.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/orchestration/{runId}/artifacts/{name}",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] },
        Grant { resource: Resource::Bucket("artifacts"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// A file as it was written.
type File = ([(HeaderName, &'static str); 1], Vec<u8>);

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, get_artifact)
}

async fn get_artifact(
    State(cloud): State<Cloud>,
    caller: Caller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<File, Problem> {
    let Ok(Path((id, name))) = path else { return Err(Problem::not_found()) };
    let id: RunId = id.parse().map_err(|_| Problem::not_found())?;
    let run = cloud.runs(caller.tenant).find(id).await?.ok_or_else(Problem::not_found)?;
    if !run.artifact_files.contains(&name) {
        return Err(Problem::not_found());
    }
    let content = cloud.artifacts(caller.tenant).get(id, &name).await?;
    Ok(([(header::CONTENT_TYPE, media_type(&name))], content))
}
