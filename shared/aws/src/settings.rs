use genesis_core::{Queue, Timestamp};
use genesis_models::Configuration;
use serde::Serialize;

/// An environment variable that a deployed function reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Variable {
    pub name: &'static str,
    /// Whether a function does not start without it.
    pub required: bool,
}

/// All of them, but for those that the AWS SDK and Lambda know themselves.
pub const VARIABLES: [Variable; 9] =
    [STAGE, TABLE_PREFIX, BUCKET_PREFIX, QUEUE_URL_PREFIX, SECRET_PREFIX, WORKFLOW_ARN, TENANT_ROLE_ARN, MODELS, RATE_FACTOR];

/// What Lambda sets of itself, and an operator who has AWS elsewhere.
const REGION: Variable = optional("AWS_REGION");
const ENDPOINT_URL: Variable = optional("AWS_ENDPOINT_URL");
const FUNCTION_NAME: Variable = required("AWS_LAMBDA_FUNCTION_NAME");
const FUNCTION_VERSION: Variable = required("AWS_LAMBDA_FUNCTION_VERSION");

const STAGE: Variable = required("GENESIS_STAGE");
const TABLE_PREFIX: Variable = required("GENESIS_TABLE_PREFIX");
const BUCKET_PREFIX: Variable = required("GENESIS_BUCKET_PREFIX");
const QUEUE_URL_PREFIX: Variable = required("GENESIS_QUEUE_URL_PREFIX");
const SECRET_PREFIX: Variable = required("GENESIS_SECRET_PREFIX");
const WORKFLOW_ARN: Variable = required("GENESIS_WORKFLOW_ARN");
const TENANT_ROLE_ARN: Variable = required("GENESIS_TENANT_ROLE_ARN");
const MODELS: Variable = optional("GENESIS_MODELS");
const RATE_FACTOR: Variable = optional("GENESIS_RATE_FACTOR");

const fn required(name: &'static str) -> Variable {
    Variable { name, required: true }
}

const fn optional(name: &'static str) -> Variable {
    Variable { name, required: false }
}

/// Which version of which function this process is; nameless where it is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Running {
    /// `AWS_LAMBDA_FUNCTION_NAME`.
    pub function: String,
    /// `AWS_LAMBDA_FUNCTION_VERSION`.
    pub version: String,
}

/// Where a deployment keeps its things. Set by the infrastructure, read once at start.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `GENESIS_STAGE`: which deployment this is, for its metrics.
    pub stage: String,
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
    /// `GENESIS_TENANT_ROLE_ARN`: the role whose sessions are tagged with the tenant they are confined to. None where it is empty: the
    /// function then reaches tenants' things as itself, and nothing but its own code keeps tenants apart.
    pub tenant_role_arn: Option<String>,
    /// `GENESIS_MODELS`: the model configuration as JSON; the extractive model alone where it is not set.
    pub models: Configuration,
    /// `GENESIS_RATE_FACTOR`: how many times the rates that tiers and presets name a caller gets; 1 where it is not set. A stage that is there to
    /// be measured or tested has more.
    pub rate_factor: u32,
    /// `AWS_REGION`.
    pub region: Option<String>,
    /// `AWS_ENDPOINT_URL`: where all of AWS is, if not at its own addresses.
    pub endpoint_url: Option<String>,
    pub running: Running,
    /// Since when this process is the whole platform, so that nobody who worked before it is alive; none on AWS.
    pub alone_since: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSettings {
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    #[error("the environment variable {name} is not a model configuration: {detail}")]
    Models { name: &'static str, detail: String },
    #[error("the environment variable {0} is not a whole number from 1 to 1000")]
    RateFactor(&'static str),
}

impl Settings {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_environment() -> Result<Self, InvalidSettings> {
        Self::read(|variable| std::env::var(variable.name).ok())
    }

    fn read(value: impl Fn(Variable) -> Option<String>) -> Result<Self, InvalidSettings> {
        let required = |variable: Variable| value(variable).ok_or(InvalidSettings::Missing(variable.name));
        Ok(Self {
            stage: required(STAGE)?,
            table_prefix: required(TABLE_PREFIX)?,
            bucket_prefix: required(BUCKET_PREFIX)?,
            queue_url_prefix: required(QUEUE_URL_PREFIX)?,
            secret_prefix: required(SECRET_PREFIX)?,
            workflow_arn: required(WORKFLOW_ARN)?,
            tenant_role_arn: Some(required(TENANT_ROLE_ARN)?).filter(|arn| !arn.is_empty()),
            models: models(value(MODELS))?,
            rate_factor: rate_factor(value(RATE_FACTOR))?,
            region: value(REGION),
            endpoint_url: value(ENDPOINT_URL),
            running: Running { function: required(FUNCTION_NAME)?, version: required(FUNCTION_VERSION)? },
            alone_since: None,
        })
    }

    /// The tables and secrets of a stage, as its stacks name them; the rest has names that an account and a region are part of.
    pub(crate) fn of_stage(stage: &str) -> Self {
        let (table_prefix, secret_prefix) = (format!("genesis-{stage}-"), format!("genesis/{stage}/"));
        Self {
            stage: stage.to_owned(),
            table_prefix,
            secret_prefix,
            bucket_prefix: String::new(),
            queue_url_prefix: String::new(),
            workflow_arn: String::new(),
            tenant_role_arn: None,
            models: Configuration::default(),
            rate_factor: 1,
            region: None,
            endpoint_url: None,
            running: Running::default(),
            alone_since: None,
        }
    }

    /// The same with the buckets of the account and region that a table's ARN names.
    pub(crate) fn with_buckets_of(self, table_arn: &str) -> Self {
        let mut parts = table_arn.split(':').skip(3);
        let (region, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        Self { bucket_prefix: format!("genesis-{}-{account}-{region}-", self.stage), ..self }
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
        serde_json::from_str(&document).map_err(|error| InvalidSettings::Models { name: MODELS.name, detail: error.to_string() })
    };
    document.map_or_else(|| Ok(Configuration::default()), read)
}

fn rate_factor(text: Option<String>) -> Result<u32, InvalidSettings> {
    let factor = text.map_or(Ok(1), |text| text.parse()).ok().filter(|factor| (1..=1_000).contains(factor));
    factor.ok_or(InvalidSettings::RateFactor(RATE_FACTOR.name))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn set(variable: Variable) -> Option<String> {
        variable.required.then(|| format!("the {}", variable.name))
    }

    #[test]
    fn every_variable_is_read_and_no_other() {
        let asked = RefCell::new(Vec::new());
        let settings = Settings::read(|variable| {
            asked.borrow_mut().push(variable);
            set(variable)
        });
        assert_eq!(settings.unwrap().table("runs"), "the GENESIS_TABLE_PREFIXruns");
        assert_eq!(asked.into_inner(), [&VARIABLES[..], &[REGION, ENDPOINT_URL, FUNCTION_NAME, FUNCTION_VERSION]].concat());
    }

    #[test]
    fn what_is_missing_is_named_if_it_is_required() {
        for missing in VARIABLES {
            let settings = Settings::read(|variable| set(variable).filter(|_| variable != missing));
            assert_eq!(settings.err(), missing.required.then_some(InvalidSettings::Missing(missing.name)), "{}", missing.name);
        }
    }

    #[test]
    fn a_stage_without_a_role_for_tenants_leaves_it_empty() {
        let settings =
            |role: &str| Settings::read(|variable| if variable == TENANT_ROLE_ARN { Some(role.to_owned()) } else { set(variable) });
        assert_eq!(settings("").unwrap().tenant_role_arn, None);
        assert_eq!(settings("arn:aws:iam::1:role/t").unwrap().tenant_role_arn.as_deref(), Some("arn:aws:iam::1:role/t"));
    }

    #[test]
    fn the_buckets_of_a_stage_are_named_by_account_and_region() {
        let settings = Settings::of_stage("dev").with_buckets_of("arn:aws:dynamodb:eu-west-1:123456789012:table/genesis-dev-security");
        assert_eq!(settings.bucket("audit"), "genesis-dev-123456789012-eu-west-1-audit");
    }

    #[test]
    fn a_model_configuration_that_is_none_is_named() {
        let settings = Settings::read(|variable| if variable == MODELS { Some("{".to_owned()) } else { set(variable) });
        assert!(matches!(settings, Err(InvalidSettings::Models { name, .. }) if name == MODELS.name));
    }

    #[test]
    fn a_rate_factor_is_a_whole_number_from_one_to_a_thousand() {
        let read = |factor: f64| {
            let value = move |variable| if variable == RATE_FACTOR { Some(factor.to_string()) } else { set(variable) };
            Settings::read(value).map(|settings| settings.rate_factor)
        };
        assert_eq!((read(1.0), read(1_000.0)), (Ok(1), Ok(1_000)));
        for factor in [0.0, 1_001.0, -1.0, 1.5] {
            assert_eq!(read(factor), Err(InvalidSettings::RateFactor(RATE_FACTOR.name)), "{factor}");
        }
        assert_eq!(Settings::read(set).map(|settings| settings.rate_factor), Ok(1));
    }
}
