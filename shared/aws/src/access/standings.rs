use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use genesis_core::TenantId;
use genesis_tenancy::Standing;

use crate::{
    StoreError,
    table::{Key, Table, attribute, update},
};

/// Puts a tenant's standing where every request looks, beside the meters that are there.
pub(super) fn standing_part(access: &Table, tenant: TenantId, standing: &Standing) -> Result<TransactWriteItem, StoreError> {
    let gate = Key::new(format!("{tenant}#gate"), "gate");
    let part = Update::builder().table_name(&access.name).set_key(Some(gate.attributes()));
    update(part.update_expression("SET standing = :standing").expression_attribute_values(":standing", attribute(standing)?))
}
