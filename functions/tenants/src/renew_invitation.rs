use axum::extract::State;
use genesis_access::InvitationToken;
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Authority, Created, Function, Problem};
use genesis_tenancy::INVITED_FOR;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{given::actor, user_path::UserPath, user_view::InvitationView};

const DECLARATION: Declaration = Declaration {
    name: "renew-invitation",
    summary: "Invites somebody again who has not come yet. The invitation before invites nobody any more.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/tenants/{tenantId}/users/{userId}/invite",
        guard: Guard::Scope(Scope::ManageUsers),
        body_limit_bytes: 0,
        success: 201,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Write] },
        Grant { resource: Resource::Secret("api-key-pepper"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Serialize, JsonSchema)]
pub struct InvitationRenewed {
    message: &'static str,
    invitation: InvitationView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, renew_invitation).gives::<InvitationRenewed>()
}

async fn renew_invitation(State(cloud): State<Cloud>, authority: Authority, path: UserPath) -> Result<Created<InvitationRenewed>, Problem> {
    authority.over(path.tenant)?;
    let (actor, now) = (actor(&authority), cloud.clock().now());
    let token = InvitationToken::random(cloud.ids());
    let token_hash = token.hash(cloud.api_keys().pepper().await?).as_str().to_owned();
    let users = cloud.users(path.tenant);
    let invited = users.change(path.user, |user| {
        actor.may_remove(&user)?;
        actor.may_add(user.role, &user.permissions)?;
        user.invited_again(token_hash.clone(), now).ok_or_else(came_already)
    });
    let user = invited.await?.ok_or_else(Problem::not_found)?;
    let invitation = InvitationView::new(&user, token.reveal(), now.plus(INVITED_FOR));
    Ok(Created(InvitationRenewed { message: "The user is invited again.", invitation }))
}

fn came_already() -> Problem {
    Problem::new(Kind::Conflict, "user_status", "the user has accepted an invitation already")
}
