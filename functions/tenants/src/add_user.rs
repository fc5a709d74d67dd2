use axum::extract::State;
use genesis_access::InvitationToken;
use genesis_aws::{Cloud, NotKept};
use genesis_core::{
    Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Role, Route, Scope, TenantId, Timestamp, Trigger, UserId,
};
use genesis_http::{Authority, Created, Function, Json as Body, PRINTABLE, PathId, Problem, QuotaHeaders};
use genesis_tenancy::{Email, Invitation, Name, Unacceptable, User};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    given::{actor, allowed, external_id, member, permissions},
    user_view::{InvitationView, UserView},
};

const DECLARATION: Declaration = Declaration {
    name: "add-user",
    summary: "Invites somebody to a tenant.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants/{tenantId}/users",
        guard: Guard::Scope(Scope::ManageUsers),
        body_limit_bytes: 16 * 1024,
        success: 201,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// What the tenant's own systems call them.
    #[schemars(length(min = 1, max = 255), regex(pattern = PRINTABLE))]
    user_id: String,
    #[schemars(extend("format" = "email"))]
    email: String,
    /// One line.
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: String,
    /// `member` where absent; none above the caller's own.
    #[serde(default = "member")]
    #[schemars(with = "Option<String>", extend("enum" = ["owner", "admin", "member", "viewer"]))]
    role: Role,
    /// Beyond those of the role; none that the caller does not have.
    #[serde(default)]
    #[schemars(with = "Vec<String>", extend("items" = allowed()))]
    permissions: Vec<Scope>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserAdded {
    message: &'static str,
    user: UserView,
    invitation: InvitationView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, add_user).takes::<NewUser>().gives::<UserAdded>()
}

async fn add_user(
    State(cloud): State<Cloud>,
    authority: Authority,
    PathId(id): PathId<TenantId>,
    Body(new): Body<NewUser>,
) -> Result<(QuotaHeaders, Created<UserAdded>), Problem> {
    authority.over(id)?;
    let (now, actor) = (cloud.clock().now(), actor(&authority));
    let user = new.parse(UserId::new(cloud.ids().next()), now)?;
    actor.may_add(user.role, &user.permissions)?;
    cloud.tenants(id).find().await?.filter(|tenant| tenant.deleted_at.is_none()).ok_or_else(Problem::not_found)?;
    let (token, invitation) = (InvitationToken::random(cloud.ids()), Invitation::new(id, user.id, now));
    let token_hash = token.hash(cloud.api_keys().pepper().await?);
    let user = user.invited(actor.user(), token_hash.as_str().to_owned(), now);
    let admission = match cloud.users(id).invite(&user, token_hash.as_str(), &invitation).await {
        Err(NotKept::Exceeded(exceeded)) => return Err(Problem::over_quota(id, &exceeded)),
        invited => invited?,
    };
    let invitation = InvitationView::new(&user, token.reveal(), invitation.expires_at);
    let added = UserAdded { message: "The user is invited.", user: user.into(), invitation };
    Ok((QuotaHeaders::after(id, &admission), Created(added)))
}

impl NewUser {
    fn parse(self, id: UserId, now: Timestamp) -> Result<User, Unacceptable> {
        let (email, name) = (Email::parse("email", &self.email)?, Name::parse("name", &self.name)?);
        let founder = User::founder(id, external_id("user_id", &self.user_id)?, email, name, now);
        Ok(User { role: self.role, permissions: permissions(self.permissions)?, ..founder })
    }
}
