use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Authority, Cursor, Cursors, Function, InvalidPart, Limit, PathId, Problem, Query};
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

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    limit: Limit<100, 100>,
    /// `next_cursor` of an earlier answer.
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserList {
    users: Vec<UserView>,
    /// Where the next part begins; null at the end.
    next_cursor: Option<Cursor>,
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
    let cursors = Cursors::of(&DECLARATION, id);
    let (limit, after) = (part.limit.of("limit")?, cursors.place(part.cursor.as_ref())?);
    let tenant = cloud.tenants(id).find().await?.ok_or_else(Problem::not_found)?;
    let page = cloud.users(id).list(limit, after).await?.ok_or(InvalidPart::Cursor)?;
    let users = page.entries.into_iter().map(|user| UserView::within(tenant.status, user)).collect();
    Ok(Json(UserList { users, next_cursor: cursors.next(page.next) }))
}
