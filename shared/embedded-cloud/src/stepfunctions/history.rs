//! An execution's history, page by page.

use rustack_stepfunctions_core::ExecutionSnapshot;
use serde_json::{Value, json};

use super::Refusal;

const PAGE: u64 = 100;
const LARGEST_PAGE: u64 = 1_000;

/// One page of `GetExecutionHistory`; its token is the id of the next event.
pub(super) fn page(execution: &ExecutionSnapshot, request: &Value) -> Result<Value, Refusal> {
    let history = execution.view().history();
    let limit = request["maxResults"].as_u64().filter(|limit| *limit > 0).unwrap_or(PAGE).min(LARGEST_PAGE);
    let limit = usize::try_from(limit).map_err(|_| invalid_token())?;
    let with_data = request["includeExecutionData"].as_bool().unwrap_or(true);
    let from = request["nextToken"].as_str().map(|token| token.parse().map_err(|_| invalid_token())).transpose()?;
    let page = if request["reverseOrder"].as_bool().unwrap_or(false) {
        history.page_reverse(from.unwrap_or_else(|| history.len()), limit, with_data)
    } else {
        history.page(from.unwrap_or(1), limit, with_data)
    };
    let page = page.map_err(|_| invalid_token())?;
    let events = serde_json::to_value(page.events()).map_err(|error| Refusal::new("InternalServerError", error.to_string()))?;
    Ok(json!({ "events": events, "nextToken": page.next_id().map(|id| id.to_string()) }))
}

fn invalid_token() -> Refusal {
    Refusal::new("InvalidToken", "no such page")
}
