//! AWS inside the process: the ordinary SDK clients talk to embedded engines through one HTTP connector.
//!
//! Invariants:
//! - nothing here knows a function, a table or a type of the product; names arrive from outside;
//! - every request is authorised before an engine sees it, and what cannot be attributed to a tenant is refused;
//! - no socket is opened, and nothing is written outside the given folder;
//! - messages and executions live in memory; tables, objects, secrets and keys survive in a [`Storage::Folder`].

mod authorise;
mod calls;
mod cloud;
mod connector;
mod dynamodb;
mod event_source;
mod faults;
mod functions;
mod kms;
mod place;
mod principal;
mod provision;
mod remembered;
mod reply;
mod s3;
mod schedule;
mod secrets;
mod sqs;
mod stepfunctions;
mod stop;
mod storage;
mod target;

pub use calls::Call;
pub use cloud::EmbeddedCloud;
pub use faults::Faults;
pub use functions::InvokeError;
pub use place::{ACCOUNT, ADDRESS, REGION};
pub use principal::{Api, Permission, Principal, directory};
pub use provision::{DeadLetter, ProvisionError};
pub use remembered::Remembered;
pub use storage::{OpenError, Storage};
