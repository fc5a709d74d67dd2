use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, TenantId, Trigger, UserId};
use genesis_http::{Authority, Cursor, Function, PathId, Problem, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::user_view::UserView;

const DECLARATION: Declaration = Declaration {
    name: "list-users",
    summary: "Lists the users of a tenant, by role and then by name.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants/{tenantId}/users",
        guard: Guard::Tenant,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("tenants"), access: &[Access::Read] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const PAGE: u32 = 100;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// 100 where absent.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<u32>,
    /// `next_cursor` of an earlier answer.
    #[schemars(with = "Option<String>")]
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserList {
    users: Vec<UserView>,
    /// Where the next part begins; null at the end.
    next_cursor: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_users).takes_query::<Part>().gives::<UserList>()
}

async fn list_users(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
    Query(part): Query<Part>,
) -> Result<Json<UserList>, Problem> {
    authority.over(id)?;
    let limit = part.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Problem::new(Kind::Invalid, "invalid_page", "between 1 and 100").at("limit"));
    }
    let unreadable = || Problem::new(Kind::Invalid, "invalid_cursor", "not a cursor of this endpoint").at("cursor");
    let after = part.cursor.map(|cursor| cursor.place::<UserId>().ok_or_else(unreadable)).transpose()?;
    let tenant = cloud.tenants(id).find().await?.ok_or_else(Problem::not_found)?;
    let page = cloud.users(id).list(limit, after).await?.ok_or_else(unreadable)?;
    let users = page.users.into_iter().map(|user| UserView::within(tenant.status, user)).collect();
    Ok(Json(UserList { users, next_cursor: page.next.map(|last| Cursor::new(&last).to_string()) }))
}
