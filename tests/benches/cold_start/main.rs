//! What a cold start of each function costs: `cargo bench -p genesis-tests --bench cold_start -- --help`. Each function's program is started
//! as Lambda starts it, and finds AWS behind a socket of this machine. Nothing here asserts a time.

mod cloud_socket;
#[path = "../house.rs"]
#[expect(dead_code, reason = "made for whole runs, of which there are none here")]
mod house;
#[path = "../immediate.rs"]
mod immediate;
#[path = "../measured.rs"]
#[expect(dead_code, reason = "made for many things at once")]
mod measured;
mod process;
mod report;
#[path = "../../it/runtime_api/mod.rs"]
mod runtime_api;
mod story;

use std::{io::Write, path::PathBuf};

use clap::Parser;
use mimalloc::MiMalloc;

use self::{
    cloud_socket::CloudSocket,
    process::{Binary, Measured},
    report::{Figures, Report},
    story::Story,
};

/// As the program has it, whose embedded cloud is measured along.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Starts each function's program as Lambda does, gives it its sample event twice, and prints medians
#[derive(Parser)]
struct Arguments {
    /// The functions to start; all that are built without it
    functions: Vec<String>,
    /// Where they were built: a folder of NAME/bootstrap or of NAME
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/release"))]
    from: PathBuf,
    /// How often each is started
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,
    /// How many events more it is given in all, to tell what its threads work for one
    #[arg(long, default_value_t = 0)]
    warm: u16,
    /// One JSON object on standard output and nothing else
    #[arg(long)]
    json: bool,
    /// Lets the functions write what they log to standard output
    #[arg(long, conflicts_with = "json")]
    logs: bool,
}

fn main() {
    let arguments = Arguments::parse_from(std::env::args().filter(|argument| argument != "--bench"));
    genesis_local::run(measure(&arguments)).expect("a runtime");
}

async fn measure(arguments: &Arguments) {
    let declarations = genesis_local::functions().into_iter().map(|function| function.declaration);
    let wanted = declarations.filter(|one| arguments.functions.is_empty() || arguments.functions.iter().any(|name| name == one.name));
    let binaries: Vec<Binary> = wanted.filter_map(|declaration| Binary::find(&arguments.from, declaration)).collect();
    let story = Story::open().await;
    let cloud = CloudSocket::open(story.house()).await.expect("a free port");
    let mut report = Report::default();
    for binary in &binaries {
        let mut starts = Vec::new();
        for _ in 0..arguments.runs {
            starts.push(binary.start(&story, &cloud, arguments.warm / arguments.runs, arguments.logs).await);
        }
        let figures = starts.into_iter().collect::<Result<Vec<Measured>, _>>().map(|starts| Figures::of(binary, starts));
        report.add(binary.name(), figures);
    }
    say(&if arguments.json { report.json().to_string() } else { report.to_string() });
}

fn say(text: &str) {
    // A closed standard output ends no measurement.
    drop(writeln!(std::io::stdout(), "{text}"));
}
