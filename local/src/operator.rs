//! What an operator does to a stage that is deployed, with the AWS credentials and the region of the environment, or to a folder of data.

use std::{error::Error, io::Write, path::PathBuf};

use clap::Args;
use genesis_audit::{EventType, Record, Severity, Subject};
use genesis_aws::{Cloud, StoreError};
use genesis_core::{RecordId, TenantId};
use genesis_tenancy::Tier;

use crate::Demo;

/// The most characters of a tenant's name.
const LONGEST_NAME: usize = 100;

#[derive(Debug, Clone, Args)]
pub struct TenantArgs {
    /// The stage it is for, as it was deployed: dev, staging, prod
    #[arg(long, value_parser = stage)]
    pub stage: String,
    /// What the tenant is called
    #[arg(long, value_parser = name)]
    pub name: String,
    /// How much it may do: free, starter, professional, enterprise
    #[arg(long, value_parser = tier, default_value = "enterprise")]
    pub tier: Tier,
}

#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Place {
    /// A folder in which the platform keeps its data, while it does not run
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// A deployed stage, with the AWS credentials and the region of the environment
    #[arg(long, value_parser = stage)]
    pub stage: Option<String>,
}

/// Why there is no new tenant.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OperatorError {
    #[error("the stage {stage} cannot be reached with these credentials in this region: {}", causes(source))]
    Unreachable { stage: String, source: StoreError },
    #[error("cannot write the key: {0}")]
    Output(#[from] std::io::Error),
}

/// Makes a tenant, and prints a key to all of it; only the key's hash is stored.
pub(crate) async fn create_tenant(args: &TenantArgs) -> Result<(), OperatorError> {
    let unreachable = |source| OperatorError::Unreachable { stage: args.stage.clone(), source };
    let operator = Cloud::of_stage(&args.stage).await;
    let made = Demo::named(&operator, &args.name, args.tier).await.map_err(unreachable)?;
    writeln!(std::io::stderr(), "the tenant {} is there; its key is shown this once:", made.tenant)?;
    Ok(writeln!(std::io::stdout(), "{}", made.key)?)
}

/// Tells in the platform's own audit what an operator's command has changed.
pub(crate) async fn tell(operator: &Cloud, command: &str, sizes: &[(&str, usize)]) -> Result<(), StoreError> {
    let record = Record {
        id: RecordId::new(operator.ids().next()),
        tenant: TenantId::NOBODY,
        timestamp: operator.clock().now(),
        event_type: EventType::DataModification,
        severity: Severity::Info,
        subject: Subject { credential: Some("operator".to_owned()), ..Subject::default() },
        action: command.to_owned(),
        resource: "platform".to_owned(),
        status: 200,
        result: "done".to_owned(),
        request_id: String::new(),
        message: None,
        metadata: sizes.iter().map(|(name, size)| ((*name).to_owned(), (*size).into())).collect(),
    };
    operator.audit_records(TenantId::NOBODY).keep(&record).await
}

pub(crate) fn stage(text: &str) -> Result<String, &'static str> {
    let is_name = text.starts_with(|first: char| first.is_ascii_lowercase())
        && (2..=12).contains(&text.len())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit());
    if is_name { Ok(text.to_owned()) } else { Err("not 2 to 12 lower-case letters and digits, a letter first") }
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_name = !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control);
    if is_name { Ok(text.to_owned()) } else { Err(format!("not 1 to {LONGEST_NAME} characters on one line")) }
}

fn tier(text: &str) -> Result<Tier, &'static str> {
    Tier::parse(text).ok_or("not one of free, starter, professional, enterprise")
}

/// An error with what it came from, on one line.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source()).map(ToString::to_string);
    causes.collect::<Vec<_>>().join(": ").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_and_a_name_that_cannot_be_are_refused() {
        for no_stage in ["", "a", "Prod", "1st", "a-b", "prodprodprod1", "pröd"] {
            assert!(stage(no_stage).is_err(), "{no_stage:?}");
        }
        for no_name in ["", "  ", "a\nb", &"x".repeat(101)] {
            assert!(name(no_name).is_err(), "{no_name:?}");
        }
        assert_eq!((stage("dev"), name(" Acme ")), (Ok("dev".to_owned()), Ok("Acme".to_owned())));
    }
}
