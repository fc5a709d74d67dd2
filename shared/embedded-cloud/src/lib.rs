//! AWS inside the process: the ordinary SDK clients talk to embedded engines through one HTTP connector.
//!
//! Invariants:
//! - nothing here knows a function, a table or a type of the product; names arrive from outside;
//! - every request is authorised before an engine sees it, and what cannot be attributed to a tenant is refused;
//! - no socket is opened, and nothing is written outside the given folder;
//! - messages and executions live in memory; tables, objects, secrets and keys survive in a [`Storage::Folder`].
//!
//! S3 is path style: build its client with `force_path_style(true)`.

mod authorise;
mod cloud;
mod connector;
mod dynamodb;
mod event_source;
mod functions;
mod kms;
mod principal;
mod provision;
mod reply;
mod s3;
mod schedule;
mod secrets;
mod sqs;
mod stepfunctions;
mod stop;
mod storage;
mod target;

pub use cloud::EmbeddedCloud;
pub use functions::InvokeError;
pub use principal::{Api, Permission, Principal};
pub use provision::{DeadLetter, ProvisionError};
pub use storage::{OpenError, Storage};

/// The region every engine answers for, and that clients must sign for.
pub const REGION: &str = "us-east-1";
/// The account that owns every resource.
pub const ACCOUNT: &str = "000000000000";
