use std::process::ExitCode;

use clap::Parser;
use genesis_local::cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse().run().await
}
