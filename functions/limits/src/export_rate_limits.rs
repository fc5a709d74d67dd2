use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Json, Response},
};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::hours::{HourView, first_hour, hours};

const DECLARATION: Declaration = Declaration {
    name: "export-rate-limits",
    summary: "Gives what came of the tenant's requests, hour by hour, as a file.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/rate-limits/export",
        guard: Guard::Scope(Scope::ManageSecurity),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[],
    memory_mib: 256,
    timeout_seconds: 10,
};

const DAY_S: u32 = 86_400;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Seconds before now; a day where absent.
    #[serde(rename = "timeRange")]
    #[schemars(range(min = 1, max = 86_400))]
    time_range: Option<u64>,
    /// `json` where absent.
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    Csv,
    Json,
}

#[derive(Serialize)]
struct Hours {
    hours: Vec<HourView>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, export_rate_limits).takes_query::<Which>()
}

async fn export_rate_limits(State(cloud): State<Cloud>, caller: Caller, Query(which): Query<Which>) -> Result<Response, Problem> {
    let first = first_hour(which.time_range, DAY_S, cloud.clock().now())?;
    let hours = hours(cloud.gate(caller.tenant).look().await?.as_ref(), first);
    Ok(match which.format.unwrap_or(Format::Json) {
        Format::Csv => (CSV, table(&hours)).into_response(),
        Format::Json => Json(Hours { hours }).into_response(),
    })
}

const CSV: [(HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, "attachment; filename=\"rate-limits.csv\"")];

/// Times and numbers only: nothing in it needs quotes.
fn table(hours: &[HourView]) -> String {
    let rows = hours.iter().map(|hour| format!("{},{},{}\r\n", hour.hour, hour.admitted, hour.refused));
    std::iter::once("hour,admitted,refused\r\n".to_owned()).chain(rows).collect()
}
