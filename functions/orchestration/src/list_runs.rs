use axum::{Json, extract::State};
use genesis_aws::{Cloud, Listing};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Cursor, Function, Problem, Query};
use genesis_orchestration::{HistoryPlace, Status};
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

const PAGE: u32 = 20;
const LARGEST_PAGE: u32 = 100;
const LARGEST_OFFSET: u32 = 1_000;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// 20 where absent.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
    /// How many runs to leave out before the first; further on, use a cursor.
    #[schemars(range(max = 1_000))]
    offset: Option<u32>,
    /// Only runs of this status; `running` is any that is not over.
    status: Option<Which>,
    /// `next_cursor` of an earlier answer with the same status.
    #[schemars(with = "Option<String>")]
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
    next_cursor: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_runs).takes_query::<Part>().gives::<History>()
}

async fn list_runs(State(cloud): State<Cloud>, caller: Caller, Query(part): Query<Part>) -> Result<Json<History>, Problem> {
    let (limit, offset) = (part.limit.unwrap_or(PAGE), part.offset.unwrap_or(0));
    let after = part.check()?;
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
    let next_cursor = page.next.map(|place| Cursor::new(&place).to_string());
    Ok(Json(History { success: true, runs: page.runs.into_iter().map(Into::into).collect(), total, limit, offset, next_cursor }))
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

impl Part {
    fn check(&self) -> Result<Option<HistoryPlace>, InvalidPart> {
        if !(1..=LARGEST_PAGE).contains(&self.limit.unwrap_or(PAGE)) {
            return Err(InvalidPart::Limit);
        }
        match (&self.cursor, self.offset) {
            (_, Some(offset)) if offset > LARGEST_OFFSET => Err(InvalidPart::Offset),
            (Some(_), Some(offset)) if offset > 0 => Err(InvalidPart::Both),
            (Some(cursor), _) => cursor.place().map(Some).ok_or(InvalidPart::Cursor),
            (None, _) => Ok(None),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidPart {
    #[error("between 1 and {LARGEST_PAGE}")]
    Limit,
    #[error("at most {LARGEST_OFFSET}; further on, use a cursor")]
    Offset,
    #[error("an offset is counted from the newest run, so it does not go with a cursor")]
    Both,
    #[error("not a cursor of this endpoint")]
    Cursor,
}

impl Fault for InvalidPart {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            InvalidPart::Cursor => "invalid_cursor",
            InvalidPart::Limit | InvalidPart::Offset | InvalidPart::Both => "invalid_page",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidPart::Limit => "limit",
            InvalidPart::Offset | InvalidPart::Both => "offset",
            InvalidPart::Cursor => "cursor",
        })
    }
}
