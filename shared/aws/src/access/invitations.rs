//! Invitations, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | an invitation | `platform#invitation#{keyed hash of its token}` | `invitation` |
//!
//! `ttl` lets DynamoDB delete it, some time after it has run out.

use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use genesis_tenancy::Invitation;

use crate::{
    Cloud, StoreError,
    table::{Key, Table, expiring, put, write},
};

impl Cloud {
    /// An invitation is found before it is known whose it is.
    pub async fn invitation(&self, token_hash: &str) -> Result<Option<Invitation>, StoreError> {
        self.platform_table("tenants").get(&invitation_key(token_hash)).await
    }
}

pub(super) fn invitation_part(table: &Table, token_hash: &str, invitation: &Invitation) -> Result<TransactWriteItem, StoreError> {
    let item = expiring(write(&invitation_key(token_hash), invitation)?, Some(invitation.expires_at));
    put(Put::builder().table_name(&table.name).set_item(Some(item)).condition_expression("attribute_not_exists(pk)"))
}

/// Takes an invitation away that is there: it is used once.
pub(super) fn use_of_invitation(table: &Table, token_hash: &str) -> Result<TransactWriteItem, StoreError> {
    let delete = Delete::builder().table_name(&table.name).set_key(Some(invitation_key(token_hash).attributes()));
    let delete = delete.condition_expression("attribute_exists(pk)").build().map_err(StoreError::unreadable)?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}

pub(super) fn invitation_key(token_hash: &str) -> Key {
    Key::new(format!("platform#invitation#{token_hash}"), "invitation")
}
