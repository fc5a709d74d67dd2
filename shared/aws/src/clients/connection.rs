use std::{
    io::{self, Write},
    sync::Arc,
};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableCredentialsProvider, identity::IdentityCache,
    stalled_stream_protection::StalledStreamProtectionConfig, timeout::TimeoutConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use genesis_core::TenantId;

use super::{Clients, Keyless, metrics::Lines, session::TenantSession, transport::https};
use crate::Settings;

/// Gives the credentials of one function, confined to a tenant where there is one.
pub type Vending = Arc<dyn Fn(Option<TenantId>) -> SharedCredentialsProvider + Send + Sync>;

/// How a function reaches AWS: through which HTTP client, where, and as whom.
#[derive(Clone)]
pub struct Connection {
    config: SdkConfig,
    vending: Vending,
    lines: Lines,
}

impl Connection {
    /// The deployed function's: TLS to AWS, or to where the settings have it, and the function's own role, whose credentials Lambda puts
    /// into its environment. The other ways to credentials are not even linked: a program without them is a quarter smaller.
    pub fn deployed(function: &'static str, settings: &Settings) -> Self {
        let own = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
        Self::speaking(function, settings, config(https(), own, settings.region.as_deref(), settings.endpoint_url.as_deref()))
    }

    /// An operator's, whose credentials are wherever the AWS command line finds them.
    pub async fn of_operator(settings: &Settings) -> Self {
        Self::speaking("operator", settings, aws_config::defaults(BehaviorVersion::latest()).http_client(https()).load().await)
    }

    fn speaking(function: &'static str, settings: &Settings, config: SdkConfig) -> Self {
        let lines = Arc::new(|line| drop(writeln!(io::stdout(), "{line}")));
        Self::of(function, settings.tenant_role_arn.as_deref(), config).logging_to(lines)
    }

    /// One to services in this process, whose one address this is, so that no request waits for a network.
    pub fn in_process(http: SharedHttpClient, region: &'static str, address: &'static str, vending: Vending) -> Self {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(region))
            .http_client(http)
            .endpoint_url(address)
            // Nothing is lost on the way that a checksum would find.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .build();
        Self { config, vending, lines: Arc::new(drop) }
    }

    /// The same with its log in another place: nowhere, unless it is said.
    pub fn logging_to(self, lines: Lines) -> Self {
        Self { lines, ..self }
    }

    /// Tenants' credentials are sessions of the tenant role tagged with the tenant, which that role's policy confines to
    /// `dynamodb:LeadingKeys` and object prefixes of the tenant. Without such a role the function reaches tenants' things as itself: a key
    /// that is spelled wrongly is then refused by nobody.
    pub(crate) fn of(function: &'static str, tenant_role: Option<&str>, config: SdkConfig) -> Self {
        let own = config.credentials_provider().expect("the default chain always gives a provider");
        // One host for all credentials, so that one connection serves them.
        let hosts = "disabled".parse().expect("one of the modes there are");
        let config = config.into_builder().account_id_endpoint_mode(hosts).build();
        let vending: Vending = match tenant_role.map(str::to_owned) {
            None => Arc::new(move |_| own.clone()),
            Some(role) => {
                let config = config.clone();
                let session = move |tenant| SharedCredentialsProvider::new(TenantSession::new(&config, &role, function, tenant));
                Arc::new(move |tenant| tenant.map_or_else(|| own.clone(), &session))
            }
        };
        Self { config, vending, lines: Arc::new(drop) }
    }

    pub(crate) fn log(&self, line: String) {
        (self.lines)(line);
    }

    pub(crate) fn credentials(&self, tenant: Option<TenantId>) -> SharedCredentialsProvider {
        (self.vending)(tenant)
    }

    /// Those of the function itself.
    pub(crate) fn clients(&self) -> Clients {
        let config = self.config_of(None);
        Clients::new(config.clone(), Arc::new(Keyless::new(config)))
    }

    /// Those that see one tenant's keys. What has no keys is the function's own.
    pub(crate) fn clients_for(&self, tenant: TenantId, own: &Clients) -> Clients {
        Clients::new(self.config_of(Some(tenant)), own.keyless.clone())
    }

    /// With a cache of credentials that the clients share, and that goes with them.
    fn config_of(&self, tenant: Option<TenantId>) -> SdkConfig {
        let config = self.config.to_builder().credentials_provider(self.credentials(tenant));
        config.identity_cache(IdentityCache::lazy().build()).build()
    }
}

/// What the SDK would find out for itself with all its ways to credentials linked.
pub(super) fn config(http: SharedHttpClient, own: SharedCredentialsProvider, region: Option<&str>, endpoint: Option<&str>) -> SdkConfig {
    let config = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).time_source(SystemTimeSource::new());
    let mut config = config.http_client(http).credentials_provider(own);
    config.set_region(region.map(|region| Region::new(region.to_owned()))).set_endpoint_url(endpoint.map(str::to_owned));
    config.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::network::{ROLE, Seen, network};

    fn connection(role: Option<&str>, endpoint: Option<&str>) -> (Connection, Seen) {
        let (config, seen) = network(endpoint);
        (Connection::of("start-run", role, config), seen)
    }

    async fn read_and_list(clients: &Clients) {
        drop(clients.dynamodb().get_item().table_name("t").send().await);
        drop(clients.s3().get_object().bucket("b").key("k").send().await);
    }

    fn tenant(n: u128) -> TenantId {
        format!("00000000-0000-4000-8000-{n:012x}").parse().unwrap()
    }

    fn sessions(seen: &Seen) -> Vec<String> {
        seen.lock().unwrap().iter().filter(|[.., body]| body.contains("Action=AssumeRole")).map(|[.., body]| body.clone()).collect()
    }

    #[tokio::test]
    async fn a_tenants_clients_share_one_session_tagged_with_the_tenant_from_the_regions_own_sts() {
        let (connection, seen) = connection(Some(ROLE), None);
        let own = connection.clients();
        let one = connection.clients_for(tenant(1), &own);
        read_and_list(&one).await;
        read_and_list(&one).await;
        read_and_list(&connection.clients_for(tenant(2), &own)).await;
        let asked = sessions(&seen);
        assert_eq!(asked.len(), 2, "{asked:?}");
        for (n, body) in asked.iter().enumerate() {
            let tag = format!("Tags.member.1.Key=tenant&Tags.member.1.Value={}", tenant(n as u128 + 1));
            assert!(body.contains(&tag) && body.contains("RoleSessionName=start-run"), "{body}");
        }
        let seen = seen.lock().unwrap();
        let by = |key: &str| seen.iter().filter(|[_, of, _]| of == key).map(|[host, ..]| host.as_str()).collect::<Vec<_>>();
        assert_eq!(by("OWN"), ["sts.eu-west-1.amazonaws.com"; 2]);
        let hosts = by(&format!("KEYOF{}", tenant(1)));
        assert_eq!(hosts, ["dynamodb.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"].repeat(2));
    }

    #[tokio::test]
    async fn what_has_no_keys_is_asked_for_as_the_function_itself() {
        let (connection, seen) = connection(Some(ROLE), None);
        let clients = connection.clients_for(tenant(1), &connection.clients());
        drop(clients.sqs().send_message().queue_url("https://sqs.eu-west-1.amazonaws.com/1/q").message_body("m").send().await);
        drop(clients.secrets().get_secret_value().secret_id("s").send().await);
        drop(clients.sfn().start_execution().state_machine_arn("a").send().await);
        assert_eq!(seen.lock().unwrap().iter().map(|[_, key, _]| key.as_str()).collect::<Vec<_>>(), ["OWN"; 3]);
    }

    #[tokio::test]
    async fn without_a_tenant_role_the_function_goes_everywhere_as_itself() {
        let (connection, seen) = connection(None, None);
        read_and_list(&connection.clients_for(tenant(1), &connection.clients())).await;
        assert_eq!(seen.lock().unwrap().iter().map(|[_, key, _]| key.as_str()).collect::<Vec<_>>(), ["OWN"; 2]);
    }

    #[tokio::test]
    async fn an_endpoint_that_is_set_is_every_services() {
        let (connection, seen) = connection(Some(ROLE), Some("http://localhost:4566"));
        let own = connection.clients();
        read_and_list(&connection.clients_for(tenant(1), &own)).await;
        drop(own.sqs().send_message().queue_url("http://localhost:4566/1/q").message_body("m").send().await);
        drop(own.secrets().get_secret_value().secret_id("s").send().await);
        drop(own.sfn().start_execution().state_machine_arn("a").send().await);
        let hosts: Vec<String> = seen.lock().unwrap().iter().map(|[host, ..]| host.clone()).collect();
        assert_eq!(hosts, ["localhost:4566"; 6]);
    }
}
