use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem};
use schemars::JsonSchema;
use serde::Serialize;

const DECLARATION: Declaration = Declaration {
    name: "list-artifacts",
    summary: "Lists the files a run has left behind; none before it has ended.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/orchestration/{runId}/artifacts",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct ArtifactList {
    run_id: String,
    artifacts: Vec<ArtifactLink>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ArtifactLink {
    name: String,
    /// Where to get it.
    path: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_artifacts).gives::<ArtifactList>()
}

async fn list_artifacts(State(cloud): State<Cloud>, caller: Caller, PathId(id): PathId<RunId>) -> Result<Json<ArtifactList>, Problem> {
    let run = cloud.runs(caller.tenant).find(id).await?.ok_or_else(Problem::not_found)?;
    let link = |name: String| ArtifactLink { path: format!("/api/v1/orchestration/{id}/artifacts/{name}"), name };
    Ok(Json(ArtifactList { run_id: id.to_string(), artifacts: run.artifact_files.into_iter().map(link).collect() }))
}
