use std::sync::{Arc, OnceLock};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, stalled_stream_protection::StalledStreamProtectionConfig, sts::AssumeRoleProvider,
    timeout::TimeoutConfig,
};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use futures::FutureExt;
use genesis_core::TenantId;

use crate::Settings;

/// Gives the credentials of one function, confined to a tenant where there is one.
pub type Vending = Arc<dyn Fn(Option<TenantId>) -> SharedCredentialsProvider + Send + Sync>;

/// How a function reaches AWS: through which HTTP client, where, and as whom.
#[derive(Clone)]
pub struct Connection {
    pub http: SharedHttpClient,
    pub region: String,
    pub vending: Vending,
    /// The one address of all services where they are in this process, so that no request waits for a network.
    pub in_process: Option<&'static str>,
}

impl Connection {
    /// The deployed function's: TLS to AWS, the function's own role, and sessions of the tenant role tagged with the
    /// tenant, which that role's policy confines to `dynamodb:LeadingKeys` and object prefixes of the tenant.
    pub async fn deployed(function: &'static str, settings: &Settings) -> Self {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone()).load().await;
        let region = config.region().map_or_else(|| "us-west-2".to_owned(), ToString::to_string);
        let own = config.credentials_provider().expect("the default chain always gives a provider");
        let role = settings.tenant_role_arn.clone();
        let vending: Vending = Arc::new(move |tenant| match tenant {
            None => own.clone(),
            Some(tenant) => {
                let session = AssumeRoleProvider::builder(&role).session_name(function).tags([("tenant", tenant.to_string())]);
                let provider = session.configure(&config).build().now_or_never();
                SharedCredentialsProvider::new(provider.expect("a configured builder has nothing to wait for"))
            }
        });
        Self { http, region, vending, in_process: None }
    }

    pub(crate) fn clients(&self, tenant: Option<TenantId>) -> Clients {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .http_client(self.http.clone())
            .credentials_provider((self.vending)(tenant));
        Clients::new(match self.in_process {
            None => config.build(),
            Some(address) => config
                .endpoint_url(address)
                // Nothing is lost on the way that a checksum would find.
                .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
                .timeout_config(TimeoutConfig::disabled())
                .build(),
        })
    }
}

/// The clients of one function and at most one tenant, each made when first used.
pub(crate) struct Clients {
    config: SdkConfig,
    dynamodb: OnceLock<aws_sdk_dynamodb::Client>,
    s3: OnceLock<aws_sdk_s3::Client>,
    sqs: OnceLock<aws_sdk_sqs::Client>,
    sfn: OnceLock<aws_sdk_sfn::Client>,
    secrets: OnceLock<aws_sdk_secretsmanager::Client>,
}

impl Clients {
    fn new(config: SdkConfig) -> Self {
        Self {
            config,
            dynamodb: OnceLock::new(),
            s3: OnceLock::new(),
            sqs: OnceLock::new(),
            sfn: OnceLock::new(),
            secrets: OnceLock::new(),
        }
    }

    pub fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        self.dynamodb.get_or_init(|| aws_sdk_dynamodb::Client::new(&self.config))
    }

    pub fn s3(&self) -> &aws_sdk_s3::Client {
        self.s3.get_or_init(|| {
            let config = aws_sdk_s3::config::Builder::from(&self.config).force_path_style(true).build();
            aws_sdk_s3::Client::from_conf(config)
        })
    }

    pub fn sqs(&self) -> &aws_sdk_sqs::Client {
        self.sqs.get_or_init(|| aws_sdk_sqs::Client::new(&self.config))
    }

    pub fn sfn(&self) -> &aws_sdk_sfn::Client {
        self.sfn.get_or_init(|| aws_sdk_sfn::Client::new(&self.config))
    }

    pub fn secrets(&self) -> &aws_sdk_secretsmanager::Client {
        self.secrets.get_or_init(|| aws_sdk_secretsmanager::Client::new(&self.config))
    }
}
