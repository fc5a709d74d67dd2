//! Users, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a user | `{tenant}#user#{user}` | `user` |
//! | whose an email address is | `{tenant}#email#{email}` | `email` |

use std::sync::Arc;

use genesis_core::{TenantId, UserId};
use genesis_tenancy::{Email, User};
use serde::{Deserialize, Serialize};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Key, Table},
};

/// The users of one tenant.
#[derive(Clone)]
pub struct Users {
    table: Table,
    tenant: TenantId,
}

/// Whose an email address is.
#[derive(Debug, Serialize, Deserialize)]
struct Mailbox {
    user: UserId,
}

impl Users {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("tenants")), tenant }
    }

    /// A conflict when the user is there, or another with the address.
    pub async fn create(&self, user: &User) -> Result<(), StoreError> {
        let mailbox = self.table.new_item(&email_key(self.tenant, &user.email), &Mailbox { user: user.id })?;
        self.table.commit(vec![self.table.new_item(&user_key(self.tenant, user.id), user)?, mailbox]).await
    }

    pub async fn find(&self, user: UserId) -> Result<Option<User>, StoreError> {
        self.table.get(&user_key(self.tenant, user)).await
    }
}

fn user_key(tenant: TenantId, user: UserId) -> Key {
    Key::new(format!("{tenant}#user#{user}"), "user")
}

fn email_key(tenant: TenantId, email: &Email) -> Key {
    Key::new(format!("{tenant}#email#{}", email.as_str()), "email")
}
