use genesis_aws::Cloud;
use genesis_http::Function;

use crate::{
    accept_invitation, add_user, change_tier, create_platform_key, create_tenant, delete_tenant, get_current_tenant, get_quotas,
    get_tenant, get_tenant_analytics, limit_tenant, list_tenants, list_users, reactivate_tenant, remove_user, renew_invitation,
    revoke_platform_key, suspend_tenant, update_tenant, update_user,
};

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        create_tenant::function(),
        list_tenants::function(),
        get_current_tenant::function(),
        get_tenant::function(),
        update_tenant::function(),
        delete_tenant::function(),
        change_tier::function(),
        get_quotas::function(),
        limit_tenant::function(),
        get_tenant_analytics::function(),
        suspend_tenant::function(),
        reactivate_tenant::function(),
        list_users::function(),
        add_user::function(),
        update_user::function(),
        remove_user::function(),
        renew_invitation::function(),
        accept_invitation::function(),
        create_platform_key::function(),
        revoke_platform_key::function(),
    ]
}
