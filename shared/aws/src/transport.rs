//! HTTPS to AWS, with the connections that a first request needs opened before it comes.

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use aws_config::SdkConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn},
    orchestrator::HttpRequest,
};
use futures::future::join_all;
use genesis_core::{Declaration, Resource};

/// What the SDK waits for a connection by default.
const CONNECTING: Duration = Duration::from_millis(3_100);

/// How long a start waits for its connections. A request that finds none opens its own.
const OPENING: Duration = Duration::from_secs(1);

/// One pool of connections for all clients of this process. An HTTP client of the SDK's would read the root certificates and set up TLS
/// again for each client that is made.
static POOL: LazyLock<SharedHttpConnector> = LazyLock::new(|| {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECTING).build();
    let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).connector_settings(settings);
    SharedHttpConnector::new(connector.build())
});

pub(crate) fn client() -> SharedHttpClient {
    http_client_fn(|_, _| POOL.clone())
}

/// Opens a connection to each service that the function may call. Nothing depends on it but the time of the first request.
pub(crate) async fn open(config: &SdkConfig, declaration: &Declaration) {
    let opening = addresses(config, declaration).into_iter().map(|address| async move {
        let answer = POOL.call(HttpRequest::get(&address).ok()?).await.ok()?;
        // A connection is free for another request once its answer is read.
        ByteStream::new(answer.into_body()).collect().await.ok()
    });
    drop(tokio::time::timeout(OPENING, join_all(opening)).await);
}

fn addresses(config: &SdkConfig, declaration: &Declaration) -> BTreeSet<String> {
    let services = services(declaration).into_iter();
    match (config.endpoint_url(), config.region()) {
        (Some(address), _) => services.map(|_| address.to_owned()).collect(),
        (None, Some(region)) => services.map(|service| format!("https://{service}.{region}.amazonaws.com/")).collect(),
        (None, None) => BTreeSet::new(),
    }
}

/// Whoever has something of a tenant's asks STS for the credentials first.
fn services(declaration: &Declaration) -> BTreeSet<&'static str> {
    let of = |resource| match resource {
        Resource::Table(_) => ["dynamodb", "sts"].as_slice(),
        Resource::Bucket(_) => &["s3", "sts"],
        Resource::Queue(_) => &["sqs"],
        Resource::Secret(_) => &["secretsmanager"],
        Resource::Workflow => &["states"],
    };
    declaration.grants.iter().flat_map(|grant| of(grant.resource)).copied().collect()
}
