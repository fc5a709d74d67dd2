use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Method, Route, Trigger};
use genesis_http::{Caller, Function, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    credentials::{CREDENTIALS_SEEN, credentials_of},
    key_view::KeyView,
};

const DECLARATION: Declaration = Declaration {
    name: "list-api-keys",
    summary: "Lists the caller's API keys.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/security/keys",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[CREDENTIALS_SEEN],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyList {
    /// Those that expired, too, until they are revoked.
    keys: Vec<KeyView>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_api_keys).gives::<KeyList>()
}

async fn list_api_keys(State(cloud): State<Cloud>, caller: Caller) -> Result<Json<KeyList>, Problem> {
    let (credentials, now) = (credentials_of(&cloud, &caller).await?, cloud.clock().now());
    let keys = cloud.api_keys_of(caller.tenant).find_all(&credentials.keys).await?;
    Ok(Json(KeyList { keys: keys.iter().map(|record| KeyView::of(record, now)).collect() }))
}
