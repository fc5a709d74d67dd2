//! Clients of a cloud, each made for one principal.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use genesis_embedded_cloud::{Api, EmbeddedCloud, Permission, Principal, REGION, Storage};

/// No single wait of a test may last longer; it only ends a test that would hang.
const GUARD: Duration = Duration::from_secs(60);

pub async fn ephemeral() -> Arc<EmbeddedCloud> {
    EmbeddedCloud::open(Storage::Ephemeral).await.unwrap()
}

pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(GUARD, work).await.expect("the awaited event never came")
}

/// A caller under construction.
pub struct Caller(Principal);

pub fn tenant(name: &str) -> Caller {
    Caller(Principal { name: "a-function".into(), tenant: Some(name.into()), permissions: Vec::new() })
}

pub fn platform() -> Caller {
    Caller(Principal { name: "a-function".into(), tenant: None, permissions: Vec::new() })
}

impl Caller {
    pub fn may(mut self, service: Api, resource: &str, actions: &[&'static str]) -> Self {
        self.0.permissions.push(Permission { service, resource: resource.into(), actions: actions.to_vec() });
        self
    }

    pub fn config(self, cloud: &EmbeddedCloud) -> SdkConfig {
        sdk_config(cloud, SharedCredentialsProvider::new(cloud.credentials(self.0)))
    }

    pub fn dynamodb(self, cloud: &EmbeddedCloud) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config(cloud))
    }

    pub fn sqs(self, cloud: &EmbeddedCloud) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.config(cloud))
    }

    pub fn secrets(self, cloud: &EmbeddedCloud) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.config(cloud))
    }

    pub fn keys(self, cloud: &EmbeddedCloud) -> aws_sdk_kms::Client {
        aws_sdk_kms::Client::new(&self.config(cloud))
    }

    pub fn workflows(self, cloud: &EmbeddedCloud) -> aws_sdk_sfn::Client {
        aws_sdk_sfn::Client::new(&self.config(cloud))
    }

    pub fn s3(self, cloud: &EmbeddedCloud) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.config(cloud)).force_path_style(true).build();
        aws_sdk_s3::Client::from_conf(config)
    }
}

pub fn sdk_config(cloud: &EmbeddedCloud, credentials: SharedCredentialsProvider) -> SdkConfig {
    SdkConfig::builder()
        .region(Region::from_static(REGION))
        .behavior_version(BehaviorVersion::latest())
        .retry_config(RetryConfig::disabled())
        .credentials_provider(credentials)
        .http_client(cloud.http_client())
        .build()
}

/// The error's name as the SDK read it from the wire, or `None` for a success.
pub fn code<T, E: ProvideErrorMetadata>(result: &Result<T, E>) -> Option<&str> {
    result.as_ref().err().map(|error| error.code().unwrap_or("without a name"))
}
