use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Resource, Route, TenantId, Trigger};
use genesis_http::{Administrator, Changes, Function, PathId, Problem};
use genesis_tenancy::{Limit, TierLimits};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::get_quotas::QuotasView;

const DECLARATION: Declaration = Declaration {
    name: "limit-tenant",
    summary: "Gives a tenant limits of its own, apart from its tier's, until its tier changes.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/tenants/{tenantId}/quotas",
        guard: Guard::Platform,
        body_limit_bytes: 4 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// Of each -1 is without limit; what is absent stays as it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct NewLimits {
    #[schemars(range(min = -1, max = i64::MAX))]
    users: Option<i64>,
    #[schemars(range(min = -1, max = i64::MAX))]
    orchestration_runs_per_month: Option<i64>,
    #[schemars(range(min = -1, max = i64::MAX))]
    tokens_per_month: Option<i64>,
    #[schemars(range(min = -1, max = i64::MAX))]
    storage_bytes: Option<i64>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, limit_tenant).takes::<NewLimits>().gives::<QuotasView>()
}

async fn limit_tenant(
    State(cloud): State<Cloud>,
    _: Administrator,
    PathId(tenant): PathId<TenantId>,
    Changes(new): Changes<NewLimits>,
) -> Result<Json<QuotasView>, Problem> {
    let (new, quotas) = (new.read()?, cloud.quotas(tenant));
    let quota = quotas.find().await?.ok_or_else(Problem::not_found)?;
    let limits = new.over(quota.limits());
    quotas.limit(&limits).await?;
    Ok(Json(quota.limited(limits).at(cloud.clock().now()).into()))
}

/// The same, read.
struct GivenLimits {
    users: Option<Limit>,
    runs_per_month: Option<Limit>,
    tokens_per_month: Option<Limit>,
    storage_bytes: Option<Limit>,
}

impl NewLimits {
    fn read(&self) -> Result<GivenLimits, InvalidLimit> {
        Ok(GivenLimits {
            users: limit("users", self.users)?,
            runs_per_month: limit("orchestration_runs_per_month", self.orchestration_runs_per_month)?,
            tokens_per_month: limit("tokens_per_month", self.tokens_per_month)?,
            storage_bytes: limit("storage_bytes", self.storage_bytes)?,
        })
    }
}

impl GivenLimits {
    fn over(&self, limits: TierLimits) -> TierLimits {
        TierLimits {
            users: self.users.unwrap_or(limits.users),
            runs_per_month: self.runs_per_month.unwrap_or(limits.runs_per_month),
            tokens_per_month: self.tokens_per_month.unwrap_or(limits.tokens_per_month),
            storage_bytes: self.storage_bytes.unwrap_or(limits.storage_bytes),
        }
    }
}

fn limit(field: &'static str, new: Option<i64>) -> Result<Option<Limit>, InvalidLimit> {
    new.map(|number| Limit::from_wire(number).ok_or(InvalidLimit(field))).transpose()
}

#[derive(Debug, thiserror::Error)]
#[error("from 0 on, or -1 for no limit")]
struct InvalidLimit(&'static str);

impl Fault for InvalidLimit {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_limit"
    }

    fn field(&self) -> Option<&str> {
        Some(self.0)
    }
}
