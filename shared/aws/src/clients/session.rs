use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::{
    Credentials,
    provider::{self, ProvideCredentials, error::CredentialsError, future},
};
use aws_sdk_sts::{Client, types::Tag};
use genesis_core::TenantId;

/// Gives the credentials of the tenant role's sessions for one tenant, with which each is tagged. The provider of `aws-config` would do,
/// too, and link all other ways to credentials.
#[derive(Debug)]
pub(super) struct TenantSession {
    sts: Client,
    role: String,
    function: &'static str,
    tenant: TenantId,
}

impl TenantSession {
    pub fn new(config: &SdkConfig, role: &str, function: &'static str, tenant: TenantId) -> Self {
        Self { sts: Client::new(config), role: role.to_owned(), function, tenant }
    }

    async fn open(&self) -> provider::Result {
        let tag = Tag::builder().key("tenant").value(self.tenant.to_string()).build().map_err(CredentialsError::invalid_configuration)?;
        let asked = self.sts.assume_role().role_arn(&self.role).role_session_name(self.function).tags(tag).send().await;
        let given = asked.map_err(CredentialsError::provider_error)?.credentials;
        let given = given.ok_or_else(|| CredentialsError::provider_error("a session without credentials"))?;
        let ends = SystemTime::try_from(given.expiration).map_err(CredentialsError::provider_error)?;
        Ok(Credentials::new(given.access_key_id, given.secret_access_key, Some(given.session_token), Some(ends), "tenant role"))
    }
}

impl ProvideCredentials for TenantSession {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.open())
    }
}
