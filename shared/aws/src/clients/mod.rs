//! How a function reaches AWS: its connection, and the clients that it makes of that for itself and for each tenant.

mod connection;
mod metrics;
#[cfg(test)]
mod network;
mod opening;
mod session;
mod transport;

use std::sync::{Arc, OnceLock};

use aws_config::SdkConfig;

pub use self::{
    connection::{Connection, Vending},
    metrics::{
        ADDRESSES_BLOCKED, AUTH_FAILURES, EVENTS, Lines, Metric, MetricKind, RATE_LIMIT_HITS, THREAT_LEVEL, THREATS_CRITICAL, THREATS_HIGH,
        THREATS_MEDIUM, UNCOUNTED_REQUESTS, Unit,
    },
};
use crate::Ledger;

/// The clients of one function and at most one tenant, each made when first used.
pub(crate) struct Clients {
    keyed: Arc<Keyed>,
    keyless: Arc<Keyless>,
    entries: Option<Entries>,
}

/// Where transactions tell of themselves.
pub(crate) struct Entries {
    pub ledger: Ledger,
    /// The name of the table it is kept in.
    pub table: String,
}

/// The clients of services whose keys are tenants' or the platform's.
struct Keyed {
    config: SdkConfig,
    dynamodb: OnceLock<aws_sdk_dynamodb::Client>,
    s3: OnceLock<aws_sdk_s3::Client>,
}

/// The clients of services that know no keys of tenants.
struct Keyless {
    config: SdkConfig,
    sqs: OnceLock<aws_sdk_sqs::Client>,
    sfn: OnceLock<aws_sdk_sfn::Client>,
    secrets: OnceLock<aws_sdk_secretsmanager::Client>,
}

impl Clients {
    fn new(config: SdkConfig, keyless: Arc<Keyless>) -> Self {
        Self { keyed: Arc::new(Keyed { config, dynamodb: OnceLock::new(), s3: OnceLock::new() }), keyless, entries: None }
    }

    /// The same, whose first transaction makes this entry.
    pub fn writing_into(&self, entries: Entries) -> Self {
        Self { keyed: self.keyed.clone(), keyless: self.keyless.clone(), entries: Some(entries) }
    }

    pub fn entries(&self) -> Option<&Entries> {
        self.entries.as_ref()
    }

    pub fn dynamodb(&self) -> &aws_sdk_dynamodb::Client {
        self.keyed.dynamodb.get_or_init(|| aws_sdk_dynamodb::Client::new(&self.keyed.config))
    }

    pub fn s3(&self) -> &aws_sdk_s3::Client {
        self.keyed.s3.get_or_init(|| {
            let config = aws_sdk_s3::config::Builder::from(&self.keyed.config).force_path_style(true).build();
            aws_sdk_s3::Client::from_conf(config)
        })
    }

    pub fn sqs(&self) -> &aws_sdk_sqs::Client {
        self.keyless.sqs.get_or_init(|| aws_sdk_sqs::Client::new(&self.keyless.config))
    }

    pub fn sfn(&self) -> &aws_sdk_sfn::Client {
        self.keyless.sfn.get_or_init(|| aws_sdk_sfn::Client::new(&self.keyless.config))
    }

    pub fn secrets(&self) -> &aws_sdk_secretsmanager::Client {
        self.keyless.secrets.get_or_init(|| aws_sdk_secretsmanager::Client::new(&self.keyless.config))
    }
}

impl Keyless {
    fn new(config: SdkConfig) -> Self {
        Self { config, sqs: OnceLock::new(), sfn: OnceLock::new(), secrets: OnceLock::new() }
    }
}
