//! `genesis audit verify`: holds what is kept of a tenant's audit against its signed seals.

mod view;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use clap::{Args, Subcommand};
use genesis_audit::{PublicKey, Report, verify};
use genesis_aws::{Cloud, StoreError};
use genesis_core::TenantId;

use crate::{StartError, operator::Place, platform::Kept};

#[derive(Debug, Clone, Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Clone, Subcommand)]
enum AuditCommand {
    /// Finds each record that was removed, altered, moved or put in, and tells how many are not sealed yet
    ///
    /// Exit status: 0 all is as it was sealed, 1 something is not, 2 usage, or an audit that cannot be read.
    Verify(VerifyArgs),
}

#[derive(Debug, Clone, Args)]
struct VerifyArgs {
    /// Whose audit; 00000000-0000-0000-0000-000000000000 is that of the platform's administrators
    #[arg(long, value_name = "ID")]
    tenant: TenantId,
    #[command(flatten)]
    place: Place,
    /// The public key that seals must be signed with, as an earlier call told it; without it, that of the secret kept with the data
    #[arg(long, value_name = "KEY")]
    key: Option<PublicKey>,
    /// Prints one JSON object and nothing else
    #[arg(long)]
    json: bool,
}

/// What became of a verification.
pub(crate) enum Verified {
    Whole,
    Flawed,
}

/// Why nothing could be verified.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuditError {
    #[error("{} is not a data folder", .0.display())]
    NoFolder(PathBuf),
    #[error("{}", crate::operator::causes(.0))]
    Folder(#[source] StartError),
    #[error("the audit cannot be read: {}", crate::operator::causes(.0))]
    Unreadable(#[from] StoreError),
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

/// A tenant's audit, verified.
struct Verification {
    tenant: TenantId,
    key: PublicKey,
    report: Report,
}

pub(crate) async fn audit(args: AuditArgs) -> Result<Verified, AuditError> {
    let AuditCommand::Verify(args) = args.command;
    match (&args.place.data, &args.place.stage) {
        (Some(folder), _) if !folder.join("format").is_file() => Err(AuditError::NoFolder(folder.clone())),
        (Some(folder), _) => {
            let kept = Kept::open(folder.clone()).await.map_err(AuditError::Folder)?;
            let verified = verified(kept.operator(), &args).await;
            kept.close().await;
            verified
        }
        (None, stage) => verified(&Cloud::of_whole_stage(stage.as_deref().unwrap_or_default()).await?, &args).await,
    }
}

async fn verified(operator: &Cloud, args: &VerifyArgs) -> Result<Verified, AuditError> {
    let key = match args.key {
        Some(key) => key,
        None => operator.seal_key().await?.public(),
    };
    let trail = operator.audit_chain(args.tenant).trail().await?;
    let report = verify(&trail, &key, operator.clock().now());
    let verification = Verification { tenant: args.tenant, key, report };
    let shown = if args.json { format!("{:#}", verification.json()) } else { verification.lines() };
    writeln!(io::stdout(), "{shown}")?;
    Ok(if verification.report.flaws.is_empty() { Verified::Whole } else { Verified::Flawed })
}
