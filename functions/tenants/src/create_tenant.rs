use axum::extract::State;
use genesis_access::InvitationToken;
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, TenantId, Timestamp, Trigger, UserId};
use genesis_http::{Administrator, Created, Function, Json, PRINTABLE, Problem};
use genesis_tenancy::{Domain, Email, Invitation, Name, Slug, Tenant, Tier, Unacceptable, User, trial_end};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    given::{external_id, object},
    tenant_view::TenantView,
    user_view::{InvitationView, UserView},
};

const DECLARATION: Declaration = Declaration {
    name: "create-tenant",
    summary: "Makes a tenant, which waits for the owner it invites.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants",
        guard: Guard::Platform,
        body_limit_bytes: 64 * 1024,
        success: 201,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// One line.
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: String,
    /// What the tenant is called in addresses; made of the name where absent, with a number where another has it.
    #[schemars(length(min = 3, max = 63), regex(pattern = Slug::PATTERN))]
    slug: Option<String>,
    /// The full name of a host.
    #[schemars(extend("format" = "hostname"))]
    domain: Option<String>,
    /// `free` where absent.
    #[schemars(with = "Option<String>", extend("enum" = ["free", "starter", "professional", "enterprise", null]))]
    tier: Option<Tier>,
    #[schemars(extend("format" = "email"))]
    billing_email: Option<String>,
    /// 14 where absent; none with 0.
    #[schemars(range(max = 365))]
    trial_days: Option<u32>,
    owner: NewOwner,
    /// At most 16 KiB of JSON.
    config: Option<Map<String, Value>>,
    /// At most 16 KiB of JSON.
    metadata: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewOwner {
    /// What the tenant's own systems call them.
    #[schemars(length(min = 1, max = 255), regex(pattern = PRINTABLE))]
    user_id: String,
    #[schemars(extend("format" = "email"))]
    email: String,
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TenantCreated {
    message: &'static str,
    tenant: TenantView,
    users: Vec<UserView>,
    invitation: InvitationView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, create_tenant).takes::<NewTenant>().gives::<TenantCreated>()
}

async fn create_tenant(
    State(cloud): State<Cloud>,
    _: Administrator,
    Json(new): Json<NewTenant>,
) -> Result<Created<TenantCreated>, Problem> {
    let now = cloud.clock().now();
    let token = InvitationToken::random(cloud.ids());
    let token_hash = token.hash(cloud.api_keys().pepper().await?).as_str().to_owned();
    let owner = new.owner.parse(UserId::new(cloud.ids().next()), token_hash, now)?;
    let tenant = new.parse(TenantId::new(cloud.ids().next()), now)?;
    let invitation = Invitation::new(tenant.id, owner.id, now);
    cloud.concern(tenant.id, None);
    let tenants = cloud.tenants(tenant.id);
    let tenant = match &new.slug {
        Some(_) => tenants.create(&tenant, &owner, Some(&invitation)).await.map(|()| tenant)?,
        None => tenants.create_by_name(tenant, &owner, Some(&invitation)).await?,
    };
    let invitation = InvitationView::new(&owner, token.reveal(), invitation.expires_at);
    Ok(Created(TenantCreated {
        message: "The tenant is there. It is active as soon as its owner has accepted the invitation.",
        tenant: TenantView::of(tenant, now),
        users: vec![owner.into()],
        invitation,
    }))
}

impl NewTenant {
    fn parse(&self, id: TenantId, now: Timestamp) -> Result<Tenant, Unacceptable> {
        let name = Name::parse("name", &self.name)?;
        let slug = self.slug.as_deref().map_or_else(|| Ok(Slug::of(&name, 1)), Slug::parse)?;
        Ok(Tenant {
            domain: self.domain.as_deref().map(Domain::parse).transpose()?,
            tier: self.tier.unwrap_or_default(),
            billing_email: self.billing_email.as_deref().map(|email| Email::parse("billing_email", email)).transpose()?,
            trial_ends_at: trial_end(self.trial_days, now)?,
            config: object("config", self.config.as_ref())?,
            metadata: object("metadata", self.metadata.as_ref())?,
            ..Tenant::new(id, name, slug, now)
        })
    }
}

impl NewOwner {
    fn parse(&self, id: UserId, token_hash: String, now: Timestamp) -> Result<User, Unacceptable> {
        let (email, name) = (Email::parse("owner.email", &self.email)?, Name::parse("owner.name", &self.name)?);
        let external_id = external_id("owner.user_id", &self.user_id)?;
        Ok(User::founder(id, external_id, email, name, now).invited(None, token_hash, now))
    }
}
