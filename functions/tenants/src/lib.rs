//! Who belongs together: tenants, their users and those who are invited, and whoever runs the platform.

pub mod accept_invitation;
pub mod add_user;
pub mod change_tier;
mod changing;
pub mod create_platform_key;
pub mod create_tenant;
pub mod delete_tenant;
mod functions;
pub mod get_current_tenant;
pub mod get_quotas;
pub mod get_tenant;
pub mod get_tenant_analytics;
mod given;
pub mod limit_tenant;
pub mod list_tenants;
pub mod list_users;
mod meters;
pub mod reactivate_tenant;
pub mod remove_user;
pub mod renew_invitation;
pub mod revoke_platform_key;
pub mod suspend_tenant;
mod tenant_update;
mod tenant_view;
pub mod update_tenant;
pub mod update_user;
mod user_path;
mod user_view;

pub use functions::functions;
