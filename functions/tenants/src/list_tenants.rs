use axum::{Json, extract::State};
use genesis_aws::{Cloud, TenantFilter};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Administrator, Cursor, Cursors, Function, InvalidPart, Limit, Number, Problem, Query};
use genesis_tenancy::{TenantStatus, Tier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tenant_view::TenantView;

const DECLARATION: Declaration = Declaration {
    name: "list-tenants",
    summary: "Lists the platform's tenants, newest first.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/tenants",
        guard: Guard::Platform,
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::List] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

const PAGE: u32 = 20;
/// Tenants that are left out before a page.
const LARGEST_OFFSET: u32 = 1_000;
/// Of pages of the usual size.
const LAST_PAGE: u32 = LARGEST_OFFSET / PAGE + 1;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// At most 1,000 tenants are left out before it; further on, use a cursor.
    #[serde(default)]
    page: Number<1, 1, LAST_PAGE>,
    #[serde(default)]
    per_page: Limit<PAGE, 100>,
    #[schemars(with = "Option<String>", extend("enum" = ["pending", "active", "suspended", "deleted", null]))]
    status: Option<TenantStatus>,
    #[schemars(with = "Option<String>", extend("enum" = ["free", "starter", "professional", "enterprise", null]))]
    tier: Option<Tier>,
    /// In the name, the slug or the domain, whatever the case.
    #[schemars(length(min = 1, max = 255))]
    search: Option<String>,
    /// `next_cursor` of an earlier answer with the same filter.
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantList {
    tenants: Vec<TenantView>,
    page: u32,
    per_page: u32,
    /// Where the next part begins; null at the end. Behind a filter a part may be short although more follow.
    next_cursor: Option<Cursor>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_tenants).takes_query::<Part>().gives::<TenantList>()
}

async fn list_tenants(State(cloud): State<Cloud>, _: Administrator, Query(part): Query<Part>) -> Result<Json<TenantList>, Problem> {
    let cursors = Cursors::of(&DECLARATION, TenantId::NOBODY);
    let (page, per_page, after) = (part.page.of("page")?, part.per_page.of("per_page")?, cursors.place(part.cursor.as_ref())?);
    let skip = (page - 1) * per_page;
    if skip > LARGEST_OFFSET {
        return Err(InvalidPart::Number { field: "page", least: 1, most: LARGEST_OFFSET / per_page + 1 }.into());
    }
    if skip > 0 && after.is_some() {
        return Err(InvalidPart::BesideCursor { field: "page" }.into());
    }
    if part.search.as_ref().is_some_and(|search| !(1..=255).contains(&search.chars().count())) {
        return Err(Problem::new(Kind::Invalid, "invalid_field", "between 1 and 255 characters").at("search"));
    }
    let filter = TenantFilter { status: part.status, tier: part.tier, search: part.search };
    let found = cloud.list_tenants(&filter, per_page as usize, skip as usize, after).await?;
    let now = cloud.clock().now();
    let tenants = found.entries.into_iter().map(|tenant| TenantView::of(tenant, now)).collect();
    Ok(Json(TenantList { tenants, page, per_page, next_cursor: cursors.next(found.next) }))
}
