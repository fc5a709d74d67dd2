//! Where the suite runs, and clients of it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use genesis_embedded_cloud::{Api, EmbeddedCloud, Permission, Principal, REGION, Storage};

/// No single wait of a test may last longer; it only ends a test that would hang.
const GUARD: Duration = Duration::from_secs(60);

/// Whose keys the suite writes: the first part of partition keys (before `#`) and of object keys (before `/`).
pub const TENANT: &str = "acme";

/// The index of the suite's tables.
pub const INDEX: &str = "listed";

/// One test's place: what it creates is called `name`, or `other` where it needs a second, and nothing else is.
pub struct Endpoint {
    pub name: String,
    pub other: String,
    config: SdkConfig,
    _cloud: Option<Arc<EmbeddedCloud>>,
}

impl Endpoint {
    #[expect(
        clippy::disallowed_methods,
        reason = "the suite is told where to run, and its names must differ from those of earlier runs there"
    )]
    pub async fn open() -> Self {
        let name = format!("conformance-{}", uuid::Uuid::new_v4().simple());
        let other = format!("{name}-other");
        match std::env::var("GENESIS_CONFORMANCE_ENDPOINT") {
            Ok(url) => Self { config: remote(&url), name, other, _cloud: None },
            Err(_) => {
                let cloud = EmbeddedCloud::open(Storage::Ephemeral).await.unwrap();
                Self { config: embedded(&cloud, [&name, &other]), name, other, _cloud: Some(cloud) }
            }
        }
    }

    pub fn tables(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    pub fn queues(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.config)
    }

    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.config)
    }

    pub fn keys(&self) -> aws_sdk_kms::Client {
        aws_sdk_kms::Client::new(&self.config)
    }

    pub fn workflows(&self) -> aws_sdk_sfn::Client {
        aws_sdk_sfn::Client::new(&self.config)
    }

    pub fn objects(&self) -> aws_sdk_s3::Client {
        aws_sdk_s3::Client::from_conf(aws_sdk_s3::config::Builder::from(&self.config).force_path_style(true).build())
    }
}

pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(GUARD, work).await.expect("the awaited event never came")
}

/// The error's name as the SDK read it from the wire, or `None` for a success.
pub fn code<T, E: ProvideErrorMetadata>(result: &Result<T, E>) -> Option<&str> {
    result.as_ref().err().map(|error| error.code().unwrap_or("without a name"))
}

fn remote(url: &str) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new().build_http();
    config(http, Credentials::from_keys("test", "test", None), Some(url.to_owned()))
}

fn embedded(cloud: &EmbeddedCloud, names: [&str; 2]) -> SdkConfig {
    let grant = |(service, actions): &(Api, &[&'static str])| {
        names.map(|name| Permission { service: *service, resource: name.to_owned(), actions: actions.to_vec() })
    };
    let index = Permission { service: Api::DynamoDb, resource: format!("{}/index/{INDEX}", names[0]), actions: vec!["Query"] };
    let permissions = GRANTS.iter().flat_map(grant).chain([index]).collect();
    let principal = Principal { name: "conformance".into(), tenant: Some(TENANT.into()), permissions };
    config(cloud.http_client(), cloud.credentials(principal), None)
}

fn config(http: SharedHttpClient, credentials: Credentials, endpoint: Option<String>) -> SdkConfig {
    let mut config = SdkConfig::builder();
    config.set_endpoint_url(endpoint);
    config
        .region(Region::from_static(REGION))
        .behavior_version(BehaviorVersion::latest())
        .retry_config(RetryConfig::disabled())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .build()
}

/// What the suite asks of each service: also the operations that an endpoint must have to be checked.
const GRANTS: [(Api, &[&str]); 6] = [
    (
        Api::DynamoDb,
        &[
            "BatchGetItem",
            "BatchWriteItem",
            "CreateTable",
            "DeleteItem",
            "DescribeTable",
            "DescribeTimeToLive",
            "GetItem",
            "PutItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "TransactWriteItems",
            "UpdateItem",
            "UpdateTimeToLive",
        ],
    ),
    (Api::S3, &["CreateBucket", "CopyObject", "DeleteObject", "DeleteObjects", "GetObject", "HeadObject", "ListObjectsV2", "PutObject"]),
    (
        Api::Sqs,
        &[
            "ChangeMessageVisibility",
            "CreateQueue",
            "DeleteMessage",
            "DeleteMessageBatch",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch",
        ],
    ),
    (
        Api::SecretsManager,
        &[
            "CreateSecret",
            "DeleteSecret",
            "DescribeSecret",
            "GetSecretValue",
            "PutSecretValue",
            "RestoreSecret",
            "UpdateSecretVersionStage",
        ],
    ),
    (
        Api::StepFunctions,
        &[
            "CreateStateMachine",
            "DescribeExecution",
            "GetExecutionHistory",
            "SendTaskFailure",
            "SendTaskHeartbeat",
            "SendTaskSuccess",
            "StartExecution",
            "StopExecution",
        ],
    ),
    (Api::Kms, &["CreateAlias", "CreateKey", "Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"]),
];
