use std::{io, process::ExitCode};

use clap::Parser;
use genesis_local::cli::Cli;
use mimalloc::MiMalloc;

/// Every call to AWS is JSON on both sides, thousands of small pieces of memory: the system's allocator would take a fifth of the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> io::Result<ExitCode> {
    genesis_local::run(Cli::parse().run())
}
