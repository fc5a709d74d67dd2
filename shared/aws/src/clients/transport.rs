use std::{sync::LazyLock, time::Duration};

use aws_smithy_http_client::{
    Connector,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn};

/// As long as the SDK waits for a connection by default.
const CONNECTING: Duration = Duration::from_millis(3_100);

/// HTTPS over one pool of connections. The SDK's own client would read the root certificates and set up TLS anew for each client that is
/// made, and those are made for each tenant.
pub(super) fn https() -> SharedHttpClient {
    let pool = LazyLock::new(|| {
        let settings = HttpConnectorSettings::builder().connect_timeout(CONNECTING).build();
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).connector_settings(settings);
        SharedHttpConnector::new(connector.build())
    });
    http_client_fn(move |_, _| SharedHttpConnector::clone(&pool))
}
