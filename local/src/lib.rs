//! The whole platform in one process: every function on the embedded cloud, behind a gateway that converts requests as
//! API Gateway does. The `genesis` program and the integration tests are built on it.

mod addresses;
pub mod ask;
mod audit;
pub mod cli;
mod documents;
mod eval;
mod gateway;
mod generate;
mod models;
mod operator;
mod platform;
mod recorded;
mod replay;
mod runtime;
mod serve;
pub mod simulate;
pub mod socket;
mod stability;
mod tenant;
mod trace;
mod train;

pub use gateway::{InvalidOrigin, Origin};
pub use generate::{functions, manifest, openapi};
pub use models::Exchanges;
pub use platform::{Options, Permissions, Platform, StartError};
pub use runtime::run;
pub use tenant::{Demo, new_key};
