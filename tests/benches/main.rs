//! What the platform costs: `cargo bench -p genesis-tests --bench platform -- <what>`. Nothing here asserts a time.

mod door;
mod history;
mod house;
mod immediate;
mod measured;
#[path = "../it/model_server/mod.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the tests' server, of which good days are enough here")]
mod model_server;
mod models;
mod served;

use std::{collections::BTreeMap, io::Write, sync::Arc, time::Duration};

use clap::Parser;
use genesis_embedded_cloud::Call;
use genesis_local::cli::Cli;
use mimalloc::MiMalloc;

use self::{
    house::{House, Library, Who},
    measured::resident_mb,
    model_server::ModelServer,
};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const USAGE: &str = "\
runs RUNS CONCURRENCY   whole runs of twelve turns, with a model that answers at once, on a file database
library RUNS CONCURRENCY
                        the same, searching the articles that ship with the program
extractive RUNS CONCURRENCY
                        the same, with the model that comes along
asking RUNS CONCURRENCY the same, with a server of the OpenAI protocol that answers at once
models                  calls of a language model that answers at once, in this process and over HTTP, and what recording them costs
calls                   calls to AWS per run and per request
door                    what a read and a start cost with the front door, and their handlers alone
memory RUNS             resident memory before and after so many runs, and 90 seconds later
history                 status calls, history and statistics at a thousand and at a hundred thousand stored runs
served                  a server's start and memory, and status calls over HTTP";

fn main() {
    genesis_local::run(measure()).expect("a runtime");
}

async fn measure() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |place: usize| arguments.get(place).and_then(|number| number.parse().ok());
    match (arguments.first().map(String::as_str), number(1), number(2)) {
        (Some("runs"), Some(runs), Some(concurrency)) => {
            time_runs(House::open(Library::OnePassage).await, runs, concurrency).await;
        }
        (Some("library"), Some(runs), Some(concurrency)) => time_runs(House::open(Library::Whole).await, runs, concurrency).await,
        (Some("extractive"), Some(runs), Some(concurrency)) => {
            time_runs(House::of(Library::Whole, Who::Extractive).await, runs, concurrency).await;
        }
        (Some("asking"), Some(runs), Some(concurrency)) => {
            let server = ModelServer::start(models::replies);
            time_runs(House::of(Library::Whole, Who::Asked(models::configured(&server))).await, runs, concurrency).await;
        }
        (Some("models"), ..) => models::measure().await,
        (Some("calls"), ..) => count_calls().await,
        (Some("memory"), Some(runs), _) => watch_memory(runs).await,
        (Some("door"), ..) => door::measure().await,
        (Some("history"), ..) => history::measure().await,
        (Some("served"), ..) => served::measure().await,
        // The program itself, in a process of its own.
        (Some("genesis"), ..) => drop(Cli::parse_from(&arguments).run().await),
        _ => say(USAGE),
    }
}

pub fn say(text: &str) {
    // A closed standard output ends no measurement.
    drop(writeln!(std::io::stdout(), "{text}"));
}

async fn time_runs(house: Arc<House>, runs: usize, concurrency: usize) {
    house.run(concurrency, concurrency).await;
    let times = house.run(runs, concurrency).await;
    say(&format!("{runs} runs at concurrency {concurrency}: {times}"));
    house.platform.shutdown().await;
}

async fn watch_memory(runs: usize) {
    let house = House::open(Library::Whole).await;
    house.run(32, 32).await;
    tokio::time::sleep(Duration::from_secs(90)).await;
    let before = resident_mb(None);
    let times = house.run(runs, 32).await;
    let after = resident_mb(None);
    say(&format!("{before} MB before {runs} runs, {after} MB after ({times})"));
    tokio::time::sleep(Duration::from_secs(90)).await;
    say(&format!("{} MB 90 s later", resident_mb(None)));
}

async fn count_calls() {
    let house = House::open(Library::OnePassage).await;
    house.ask(0).await;
    let calls = || house.platform.embedded().calls();
    let before = calls();
    let run = house.ask(1).await;
    // The workflow's last answer comes after the run's end.
    tokio::time::sleep(Duration::from_millis(200)).await;
    say(&format!("one run of twelve turns, its start included\n{}", between(&before, &calls())));
    let before = calls();
    house.get(&format!("/api/v1/orchestration/status/{run}")).await;
    say(&format!("one status call\n{}", between(&before, &calls())));
}

/// The calls between two counts, without the operator's, who only looks on.
fn between(before: &BTreeMap<Call, u64>, after: &BTreeMap<Call, u64>) -> String {
    let functions = after.iter().filter(|(call, _)| call.caller != "operator");
    let counts = functions.map(|(call, count)| (call, count - before.get(call).unwrap_or(&0))).filter(|(_, count)| *count > 0);
    let mut by_service: BTreeMap<&str, u64> = BTreeMap::new();
    let mut lines = String::new();
    for (call, count) in counts {
        lines += &format!("  {count:3}  {} {} {} by {}\n", call.service, call.operation, call.resource, call.caller);
        *by_service.entry(call.service).or_default() += count;
    }
    by_service.iter().for_each(|(service, count)| lines += &format!("  {count:3}  {service} in all\n"));
    lines
}
