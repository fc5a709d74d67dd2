use axum::extract::State;
use genesis_access::{ApiKey, InvitationToken, KeySecrets};
use genesis_aws::{ApiKeyRecord, Cloud, Holder, StoreError};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Timestamp, Trigger};
use genesis_http::{Created, Function, Json as Body, Problem};
use genesis_tenancy::{Member, NoInvitation, UserStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::user_view::UserView;

const DECLARATION: Declaration = Declaration {
    name: "accept-invitation",
    summary: "Makes an invited one a user, with a key to all that they may do.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/invitations/accept",
        guard: Guard::Public,
        body_limit_bytes: 4 * 1024,
        success: 201,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::PlatformTable("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
        Grant { resource: Resource::Table("security"), access: &[Access::Append] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// As the invited one was told it: `gni_...`.
    token: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct InvitationAccepted {
    message: &'static str,
    tenant_id: String,
    user: UserView,
    /// An API key. It is shown this once.
    key: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, accept_invitation).takes::<Accepted>().gives::<InvitationAccepted>()
}

async fn accept_invitation(State(cloud): State<Cloud>, Body(accepted): Body<Accepted>) -> Result<Created<InvitationAccepted>, Problem> {
    let now = cloud.clock().now();
    let token: InvitationToken = accepted.token.parse().map_err(|_| NoInvitation)?;
    let token_hash = token.hash(cloud.api_keys().pepper().await?);
    let invitation = cloud.invitation(token_hash.as_str()).await?.filter(|invitation| invitation.holds(now)).ok_or(NoInvitation)?;
    let tenant = cloud.tenants(invitation.tenant).find().await?;
    tenant.filter(|tenant| tenant.deleted_at.is_none()).ok_or(NoInvitation)?;
    cloud.concern(invitation.tenant, Some(invitation.user));
    let users = cloud.users(invitation.tenant);
    let invited = users.find(invitation.user).await?.filter(|user| user.status == UserStatus::Invited).ok_or(NoInvitation)?;
    let key = ApiKey::random(cloud.ids());
    let member = invited.accepted(now).ok_or(NoInvitation)?.member(invitation.tenant);
    let record = first_key(&cloud, &key, member, now).await?;
    let user = users.change_with(invitation.user, Some(&record), |user| match user.invitation.as_deref() {
        Some(of_user) if of_user == token_hash.as_str() => user.accepted(now).ok_or_else(|| NoInvitation.into()),
        _ => Err(Problem::from(NoInvitation)),
    });
    let user = user.await?.ok_or(NoInvitation)?;
    Ok(Created(InvitationAccepted {
        message: "You have come. Keep the key: it is shown this once.",
        tenant_id: invitation.tenant.to_string(),
        user: user.into(),
        key: key.reveal(),
    }))
}

/// A key to all that its user may do.
async fn first_key(cloud: &Cloud, key: &ApiKey, member: Member, now: Timestamp) -> Result<ApiKeyRecord, StoreError> {
    Ok(ApiKeyRecord {
        id: key.id().clone(),
        name: "first".to_owned(),
        holder: Holder::User(member),
        secrets: KeySecrets::of(key, cloud.api_keys().pepper().await?),
        scopes: Scope::OF_TENANTS.to_vec(),
        created_at: now,
        expires_at: None,
        last_used_at: None,
    })
}
