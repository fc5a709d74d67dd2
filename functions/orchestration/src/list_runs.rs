use axum::{Json, extract::State};
use genesis_aws::{Cloud, Listing};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Cursor, Cursors, Function, InvalidPart, Limit, Offset, Problem, Query};
use genesis_orchestration::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::run_summary::RunSummary;

const DECLARATION: Declaration = Declaration {
    name: "list-runs",
    summary: "Lists the tenant's runs, newest first.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/orchestration/history",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    limit: Limit<20, 100>,
    /// How many runs to leave out before the first; further on, use a cursor.
    #[serde(default)]
    offset: Offset<1_000>,
    /// Only runs of this status; `running` is any that is not over.
    status: Option<Which>,
    /// `next_cursor` of an earlier answer with the same status.
    cursor: Option<Cursor>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    Running,
    Completed,
    Failed,
    Terminated,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct History {
    success: bool,
    runs: Vec<RunSummary>,
    /// Of this status.
    total: u64,
    limit: u32,
    offset: u32,
    /// Where the next part begins; null at the end.
    next_cursor: Option<Cursor>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_runs).takes_query::<Part>().gives::<History>()
}

async fn list_runs(State(cloud): State<Cloud>, caller: Caller, Query(part): Query<Part>) -> Result<Json<History>, Problem> {
    let cursors = Cursors::of(&DECLARATION, caller.tenant);
    let (limit, offset, after) = (part.limit.of("limit")?, part.offset.of("offset")?, cursors.place(part.cursor.as_ref())?);
    if offset > 0 && after.is_some() {
        return Err(InvalidPart::BesideCursor { field: "offset" }.into());
    }
    let runs = cloud.runs(caller.tenant);
    let page = runs.list(listing(part.status), limit, offset, after).await?;
    let totals = runs.totals().await?;
    let total = match part.status {
        None => totals.runs,
        Some(Which::Running) => totals.open(),
        Some(Which::Completed) => totals.completed,
        Some(Which::Failed) => totals.failed,
        Some(Which::Terminated) => totals.terminated,
    };
    let (runs, next_cursor) = (page.entries.into_iter().map(Into::into).collect(), cursors.next(page.next));
    Ok(Json(History { success: true, runs, total, limit, offset, next_cursor }))
}

fn listing(status: Option<Which>) -> Listing {
    match status {
        None => Listing::All,
        Some(Which::Running) => Listing::Open,
        Some(Which::Completed) => Listing::Ended(Status::Completed),
        Some(Which::Failed) => Listing::Ended(Status::Failed),
        Some(Which::Terminated) => Listing::Ended(Status::Terminated),
    }
}
