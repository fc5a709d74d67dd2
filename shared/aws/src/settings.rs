use genesis_core::{Queue, Timestamp};
use genesis_models::Configuration;

const MODELS: &str = "GENESIS_MODELS";

/// Where a deployment keeps its things. Set by the infrastructure, read once at start.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `GENESIS_TABLE_PREFIX`: before each domain's table name.
    pub table_prefix: String,
    /// `GENESIS_BUCKET_PREFIX`: before each bucket's purpose.
    pub bucket_prefix: String,
    /// `GENESIS_QUEUE_URL_PREFIX`: before each queue's name, as a URL.
    pub queue_url_prefix: String,
    /// `GENESIS_SECRET_PREFIX`: before each secret's name.
    pub secret_prefix: String,
    /// `GENESIS_WORKFLOW_ARN`: the run workflow's state machine.
    pub workflow_arn: String,
    /// `GENESIS_TENANT_ROLE_ARN`: the role whose sessions are tagged with the tenant they are confined to.
    pub tenant_role_arn: String,
    /// `GENESIS_MODELS`: the model configuration as JSON; the extractive model alone where it is not set.
    pub models: Configuration,
    /// Since when this process is the whole platform, so that nobody who worked before it is alive; none on AWS.
    pub alone_since: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSettings {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {name} is not a model configuration: {detail}")]
    Models { name: &'static str, detail: String },
}

impl Settings {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, InvalidSettings> {
        let read = |name: &'static str| std::env::var(name).map_err(|_| InvalidSettings::Missing(name));
        Ok(Self {
            table_prefix: read("GENESIS_TABLE_PREFIX")?,
            bucket_prefix: read("GENESIS_BUCKET_PREFIX")?,
            queue_url_prefix: read("GENESIS_QUEUE_URL_PREFIX")?,
            secret_prefix: read("GENESIS_SECRET_PREFIX")?,
            workflow_arn: read("GENESIS_WORKFLOW_ARN")?,
            tenant_role_arn: read("GENESIS_TENANT_ROLE_ARN")?,
            models: models(std::env::var(MODELS).ok())?,
            alone_since: None,
        })
    }

    /// The tables and secrets of a stage, as its stacks name them; the rest has names that an account and a region are part of.
    pub(crate) fn of_stage(stage: &str) -> Self {
        Self {
            table_prefix: format!("genesis-{stage}-"),
            bucket_prefix: String::new(),
            queue_url_prefix: String::new(),
            secret_prefix: format!("genesis/{stage}/"),
            workflow_arn: String::new(),
            tenant_role_arn: None,
            models: Configuration::default(),
            alone_since: None,
        }
    }

    pub fn table(&self, domain: &str) -> String {
        format!("{}{domain}", self.table_prefix)
    }

    pub fn bucket(&self, purpose: &str) -> String {
        format!("{}{purpose}", self.bucket_prefix)
    }

    pub fn queue_url(&self, queue: Queue) -> String {
        format!("{}{}", self.queue_url_prefix, queue.as_str())
    }

    pub fn secret(&self, name: &str) -> String {
        format!("{}{name}", self.secret_prefix)
    }
}

fn models(document: Option<String>) -> Result<Configuration, InvalidSettings> {
    let read = |document: String| {
        serde_json::from_str(&document).map_err(|error| InvalidSettings::Models { name: MODELS, detail: error.to_string() })
    };
    document.map_or_else(|| Ok(Configuration::default()), read)
}
