use std::{fmt, time::Duration};

use aws_config::{
    BehaviorVersion, Region, environment::EnvironmentVariableRegionProvider, meta::region::RegionProviderChain,
    profile::ProfileFileRegionProvider, retry::RetryConfig, stalled_stream_protection::StalledStreamProtectionConfig,
    timeout::TimeoutConfig,
};
use aws_sdk_bedrockruntime::{
    Client,
    config::{
        Builder as ClientConfiguration, ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeDeserializationInterceptorContextRef,
    },
    error::BoxError,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use genesis_models::Guardrail;
use tokio::sync::OnceCell;

use crate::{Keyring, received::MOST_BYTES};

const LONGEST_CONNECTING: Duration = Duration::from_secs(10);
/// Where neither the configuration nor the environment names one.
const REGION: &str = "us-west-2";

/// How Bedrock is reached. Its client is made when it is first asked.
pub(crate) struct Runtime {
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    pub guardrail: Option<Guardrail>,
    /// Of one request.
    pub timeout: Duration,
    pub keyring: Keyring,
    pub client: OnceCell<Client>,
}

impl Runtime {
    pub async fn client(&self) -> &Client {
        self.client.get_or_init(|| self.connect()).await
    }

    async fn connect(&self) -> Client {
        let timeouts = TimeoutConfig::builder().operation_timeout(self.timeout).connect_timeout(self.timeout.min(LONGEST_CONNECTING));
        // The instance's metadata is not asked: where there is none, that takes seconds.
        let around = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(ProfileFileRegionProvider::new());
        let region = RegionProviderChain::first_try(self.region.clone().map(Region::new)).or_else(around).or_else(REGION);
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https())
            .region(region)
            .timeout_config(timeouts.build())
            .retry_config(RetryConfig::disabled())
            // A model thinks for a while before the first byte of its reply.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        if let Some(credentials) = &self.keyring.aws {
            loader = loader.credentials_provider(credentials.clone());
        }
        let configuration = ClientConfiguration::from(&loader.load().await).interceptor(Bound);
        Client::from_conf(match &self.endpoint_url {
            Some(url) => configuration.endpoint_url(url).build(),
            None => configuration.build(),
        })
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { region, endpoint_url, guardrail, .. } = self;
        let mut shown = f.debug_struct("Runtime");
        shown.field("region", region).field("endpoint_url", endpoint_url).field("guardrail", guardrail).finish_non_exhaustive()
    }
}

/// Leaves a body where it is that is announced to be longer than any reply.
#[derive(Debug)]
struct Bound;

#[derive(Debug, thiserror::Error)]
#[error("the reply is longer than any model's")]
struct Oversized;

impl Intercept for Bound {
    fn name(&self) -> &'static str {
        "Bound"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let length = context.response().headers().get("content-length").and_then(|length| length.parse().ok());
        if length.is_some_and(|length: usize| length > MOST_BYTES) { Err(Oversized.into()) } else { Ok(()) }
    }
}

pub(super) fn is_oversized(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<Oversized>() || error.source().is_some_and(is_oversized)
}
