use axum::{Json, extract::State};
use genesis_aws::{Cloud, TenantFilter, TenantPlace};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Trigger};
use genesis_http::{Administrator, Cursor, Function, Problem, Query};
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
const LARGEST_PAGE: u32 = 100;
const LARGEST_OFFSET: u32 = 1_000;
/// Of pages of the usual size.
const LAST_PAGE: u32 = LARGEST_OFFSET / PAGE + 1;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// 1 where absent; at most 1,000 tenants are left out before it, further on use a cursor.
    #[schemars(range(min = 1, max = 51))]
    page: Option<u32>,
    /// 20 where absent.
    #[schemars(range(min = 1, max = 100))]
    per_page: Option<u32>,
    #[schemars(with = "Option<String>", extend("enum" = ["pending", "active", "suspended", "deleted", null]))]
    status: Option<TenantStatus>,
    #[schemars(with = "Option<String>", extend("enum" = ["free", "starter", "professional", "enterprise", null]))]
    tier: Option<Tier>,
    /// In the name, the slug or the domain, whatever the case.
    #[schemars(length(min = 1, max = 255))]
    search: Option<String>,
    /// `next_cursor` of an earlier answer with the same filter.
    #[schemars(with = "Option<String>")]
    cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantList {
    tenants: Vec<TenantView>,
    page: u32,
    per_page: u32,
    /// Where the next part begins; null at the end. Behind a filter a part may be short although more follow.
    next_cursor: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, list_tenants).takes_query::<Part>().gives::<TenantList>()
}

async fn list_tenants(State(cloud): State<Cloud>, _: Administrator, Query(part): Query<Part>) -> Result<Json<TenantList>, Problem> {
    let (page, per_page) = (part.page.unwrap_or(1), part.per_page.unwrap_or(PAGE));
    let (skip, after) = part.place(page, per_page)?;
    let filter = TenantFilter { status: part.status, tier: part.tier, search: part.search };
    let found = cloud.list_tenants(&filter, per_page as usize, skip as usize, after).await?;
    let now = cloud.clock().now();
    let tenants = found.tenants.into_iter().map(|tenant| TenantView::of(tenant, now)).collect();
    Ok(Json(TenantList { tenants, page, per_page, next_cursor: found.next.map(|place| Cursor::new(&place).to_string()) }))
}

impl Part {
    fn place(&self, page: u32, per_page: u32) -> Result<(u32, Option<TenantPlace>), InvalidPart> {
        if !(1..=LARGEST_PAGE).contains(&per_page) {
            return Err(InvalidPart::PerPage);
        }
        let before = page.checked_sub(1).filter(|before| *before < LAST_PAGE);
        let skip = before.map(|before| before.saturating_mul(per_page)).filter(|skip| *skip <= LARGEST_OFFSET);
        let skip = skip.ok_or(InvalidPart::Page)?;
        if self.search.as_ref().is_some_and(|search| !(1..=255).contains(&search.chars().count())) {
            return Err(InvalidPart::Search);
        }
        match &self.cursor {
            Some(_) if skip > 0 => Err(InvalidPart::Both),
            Some(cursor) => cursor.place().map(|place| (0, Some(place))).ok_or(InvalidPart::Cursor),
            None => Ok((skip, None)),
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidPart {
    #[error("between 1 and {LARGEST_PAGE}")]
    PerPage,
    #[error("from 1 to {LAST_PAGE}, with at most {LARGEST_OFFSET} tenants left out; further on, use a cursor")]
    Page,
    #[error("between 1 and 255 characters")]
    Search,
    #[error("a page is counted from the newest tenant, so it does not go with a cursor")]
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
            InvalidPart::Search => "invalid_field",
            InvalidPart::PerPage | InvalidPart::Page | InvalidPart::Both => "invalid_page",
        }
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidPart::PerPage => "per_page",
            InvalidPart::Page | InvalidPart::Both => "page",
            InvalidPart::Search => "search",
            InvalidPart::Cursor => "cursor",
        })
    }
}
