use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use genesis_core::{TenantId, UserId};
use genesis_http::Problem;

/// `{tenantId}` and `{userId}` of the path. What is no id names nothing.
pub(crate) struct UserPath {
    pub tenant: TenantId,
    pub user: UserId,
}

impl<S: Send + Sync> FromRequestParts<S> for UserPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(Path((tenant, user))) = Path::<(String, String)>::from_request_parts(parts, state).await else {
            return Err(Problem::not_found());
        };
        let (tenant, user) = (tenant.parse(), user.parse());
        Ok(Self { tenant: tenant.map_err(|_| Problem::not_found())?, user: user.map_err(|_| Problem::not_found())? })
    }
}
