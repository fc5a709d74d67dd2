use axum::{Json, extract::State};
use genesis_aws::{Cloud, CredentialChange, Decision};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Role, Route, Scope, Trigger};
use genesis_http::{Authority, Changes, Function, Problem};
use genesis_tenancy::{Name, Unacceptable, UserChange, UserStatus};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    given::{actor, allowed, permissions},
    user_path::UserPath,
    user_view::UserView,
};

const DECLARATION: Declaration = Declaration {
    name: "update-user",
    summary: "Changes a user. What they may do is as it says from the next request on, whatever they call with.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/tenants/{tenantId}/users/{userId}",
        guard: Guard::Tenant,
        body_limit_bytes: 16 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Directory("tenants"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("access"), access: &[Access::Write] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

/// What is absent stays as it is.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct UserUpdate {
    /// One line.
    #[schemars(length(min = 1, max = 255), regex(pattern = Name::PATTERN))]
    name: Option<String>,
    /// None above the caller's own.
    #[schemars(with = "Option<String>", extend("enum" = ["owner", "admin", "member", "viewer", null]))]
    role: Option<Role>,
    /// Beyond those of the role; none that the caller does not have, unless the user has it.
    #[schemars(with = "Option<Vec<String>>", extend("items" = allowed()))]
    permissions: Option<Vec<Scope>>,
    #[schemars(with = "Option<String>", extend("enum" = ["active", "suspended", null]))]
    status: Option<GivenStatus>,
    /// False takes the second factor from a user who has lost it, and ends their sessions; their keys stay. Nobody does that to themselves,
    /// and everybody enrols for themselves.
    #[schemars(extend("enum" = [false, null]))]
    mfa_enabled: Option<bool>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum GivenStatus {
    Active,
    Suspended,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UserChanged {
    message: &'static str,
    user: UserView,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, update_user).takes::<UserUpdate>().gives::<UserChanged>()
}

async fn update_user(
    State(cloud): State<Cloud>,
    authority: Authority,
    path: UserPath,
    Changes(update): Changes<UserUpdate>,
) -> Result<Json<UserChanged>, Problem> {
    authority.over(path.tenant)?;
    let (resets, change, actor, now) = (update.resets_factor()?, update.parse()?, actor(&authority), cloud.clock().now());
    let users = cloud.users(path.tenant);
    let takes_factor = resets && has_factor(&cloud, &path).await?;
    let note = |is_taken: bool| {
        if resets {
            cloud.note("second_factor_reset", json!(is_taken));
        }
    };
    let changed = users.change(path.user, |user| {
        if resets {
            actor.may_reset_factor(&user)?;
        }
        let changed = actor.change(&user, change.clone(), now)?;
        note(takes_factor);
        Ok::<_, Problem>(changed)
    });
    // What is decided may be refused yet, as where nobody would be left to own the tenant.
    let user = changed.await.inspect_err(|_| note(false))?.ok_or_else(Problem::not_found)?.into();
    if takes_factor {
        reset_factor(&cloud, &path).await?;
    }
    Ok(Json(UserChanged { message: "The user is changed.", user }))
}

/// Who never came has none.
async fn has_factor(cloud: &Cloud, path: &UserPath) -> Result<bool, Problem> {
    let record = cloud.keyrings_of(path.tenant).find(path.tenant, path.user).await?;
    Ok(record.is_some_and(|record| record.keyring.factor.is_some()))
}

async fn reset_factor(cloud: &Cloud, path: &UserPath) -> Result<(), Problem> {
    let keyrings = cloud.keyrings_of(path.tenant);
    let reset = keyrings.change((path.tenant, path.user), |seen| {
        if seen.keyring.factor.is_none() {
            return Ok::<_, Problem>(Decision { keyring: seen.keyring.clone(), changes: Vec::new(), outcome: () });
        }
        let (keyring, over) = seen.keyring.clone().without_factor();
        let changes = over.into_iter().map(|session| CredentialChange::EndedSession(session.hash)).collect();
        Ok(Decision { keyring, changes, outcome: () })
    });
    reset.await
}

impl UserUpdate {
    fn resets_factor(&self) -> Result<bool, Unacceptable> {
        match self.mfa_enabled {
            Some(true) => Err(Unacceptable::SecondFactor),
            Some(false) => Ok(true),
            None => Ok(false),
        }
    }

    fn parse(self) -> Result<UserChange, Unacceptable> {
        Ok(UserChange {
            name: self.name.map(|name| Name::parse("name", &name)).transpose()?,
            role: self.role,
            permissions: self.permissions.map(permissions).transpose()?,
            status: self.status.map(|status| match status {
                GivenStatus::Active => UserStatus::Active,
                GivenStatus::Suspended => UserStatus::Suspended,
            }),
        })
    }
}
