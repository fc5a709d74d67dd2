//! The command line.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};
use genesis_rcr::{Policy, Settings};
use tracing_subscriber::EnvFilter;

use crate::{
    addresses::{self, AddressArgs, AddressError},
    ask,
    audit::{self, AuditArgs},
    eval::{self, EvalArgs},
    gateway::Origin,
    generate,
    models::ModelArgs,
    operator::{self, TenantArgs},
    recorded::RecordedError,
    replay, serve,
    simulate::{SimulateArgs, simulate},
    stability::{self, StabilityArgs},
    trace, train,
};

/// Answers hard questions with teams of AI agents, and proves how it got there.
#[derive(Debug, Parser)]
#[command(name = "genesis", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the platform on this machine (also what plain `genesis` does)
    Serve(ServeArgs),
    /// Asks one question and prints the plan, every step and the answer with its citations
    ///
    /// Exit status: 0 answered, 3 stopped with a reason, 2 usage, 1 failure.
    Ask(AskArgs),
    /// Shows a run that is over as a timeline: its turns, critical path, tokens and routed context
    Trace(RecordedArgs),
    /// Takes a run that is over again, from its artifacts, and reports the first difference
    ///
    /// Exit status: 0 the same, 1 different, 2 usage or artifacts that cannot be read.
    Replay(RecordedArgs),
    /// Asks one question, or those of a file, again and again, and tells whether plans, routes, answers and files stay the same
    ///
    /// Exit status: 0 compared, 1 a regression against the baseline, a question of a file that is not the same, or a failure, 2 usage.
    Stability(StabilityArgs),
    /// Asks questions with gold evidence from a file, and measures routes and answers
    ///
    /// Every question is asked over its own paragraphs, in this process, by the code that takes a run's turns. Exit status: 0
    /// measured, 2 usage or questions that cannot be read, 1 failure, or an acceptance case that does not hold.
    Eval(EvalArgs),
    /// Plays ten runs under faults for each seed, and prints the seeds under which something does not hold
    Simulate(SimulateArgs),
    /// Learns the router's weights from questions with known evidence, and prints how well they route questions they have not seen
    ///
    /// Exit status: 0 learned, 2 usage or questions that cannot be read, 1 failure.
    Train(TrainArgs),
    /// Looks after the audit of what was done
    Audit(AuditArgs),
    /// Sets from where the platform takes requests, and which addresses it knows for harm, and shows what is set
    ///
    /// A file has an address or a range (CIDR) on each line, and behind `#` or `;` what is said of it. What is not given stays. A change
    /// reaches everything that runs within a minute. Exit status: 0 done, 2 usage or a file that is no such list, 1 failure.
    Addresses(AddressArgs),
    /// Makes a tenant in a deployed stage, and prints a key to all of it
    ///
    /// AWS credentials and the region are those of the environment. The key alone is on standard output.
    CreateTenant(TenantArgs),
    /// Writes infra/functions.json: what is deployed: functions with their triggers and rights, tables, queues, settings, metrics
    Manifest(OutputArgs),
    /// Writes infra/openapi.json: the HTTPS API
    Openapi(OutputArgs),
}

#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 9000)]
    pub port: u16,
    /// Where data is kept
    #[arg(long, value_name = "FOLDER", default_value = ".genesis")]
    pub data_dir: PathBuf,
    /// Keeps no data
    #[arg(long, conflicts_with = "data_dir")]
    pub ephemeral: bool,
    /// A file that says which language models there are, and which of them play the roles (TOML)
    #[arg(long, value_name = "FILE")]
    pub models: Option<PathBuf>,
    /// How many times the rates of its tier a caller gets: for whoever measures or tests
    #[arg(long, value_name = "TIMES", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub rate_factor: u32,
    /// An origin whose pages may call from a browser, like http://localhost:3000; any number of them
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<Origin>,
}

#[derive(Debug, Clone, Args)]
pub struct AskArgs {
    /// The question
    pub question: String,
    /// What to answer from, in place of the library that comes along: a folder of .md and .txt files, or a .jsonl file
    /// with `title` and `text` on each line
    #[arg(long, value_name = "PATH")]
    pub knowledge: Option<PathBuf>,
    /// Prints one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
    /// The most sub-questions (1 to 12)
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=12))]
    pub max_steps: u32,
    /// The longest chain of dependent sub-questions (1 to 5)
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=5))]
    pub max_depth: u32,
    /// How the agents' context is chosen: all of it, by role and stage, or by what matters to role and question
    #[arg(long, value_enum, default_value_t = ContextPolicy::Rcr)]
    pub policy: ContextPolicy,
    /// After how many waves of sub-questions what the run remembers counts half as recent (0 to 1000)
    #[arg(long, value_name = "WAVES", default_value_t = 2.0, value_parser = half_life)]
    pub half_life: f64,
    /// Kept with the run, for models that draw random numbers; the one that comes along draws none
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub seed: u64,
    #[command(flatten)]
    pub models: ModelArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ContextPolicy {
    Full,
    Static,
    Rcr,
}

fn half_life(waves: &str) -> Result<f64, String> {
    let settings = waves.parse().ok().and_then(Settings::with_half_life);
    settings.map(|settings| settings.half_life_waves).ok_or_else(|| format!("not between 0 and {}", Settings::LONGEST_HALF_LIFE_WAVES))
}

impl From<ContextPolicy> for Policy {
    fn from(policy: ContextPolicy) -> Self {
        match policy {
            ContextPolicy::Full => Policy::Full,
            ContextPolicy::Static => Policy::Static,
            ContextPolicy::Rcr => Policy::Rcr,
        }
    }
}

#[derive(Debug, Clone, Args)]
pub struct RecordedArgs {
    /// The id of a run, or a folder with its artifacts
    pub run: String,
    /// Where data is kept: by `serve`, and by `ask` in its `runs`
    #[arg(long, value_name = "FOLDER", default_value = ".genesis")]
    pub data_dir: PathBuf,
    /// Prints one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Clone, Args)]
pub struct TrainArgs {
    /// A .jsonl file of questions with their paragraphs and evidence, or a folder of such files
    #[arg(long, value_name = "PATH")]
    pub data: PathBuf,
    /// Where to write the weights; they come along with the next build
    #[arg(long, value_name = "FILE", default_value = "shared/rcr/src/weights.txt")]
    pub out: PathBuf,
    /// Also measures each file by what the other files teach
    #[arg(long)]
    pub across_sets: bool,
}

#[derive(Debug, Clone, Args)]
struct OutputArgs {
    /// Where to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Bad arguments, as clap reports them.
const USAGE: u8 = 2;

impl Cli {
    pub async fn run(self) -> ExitCode {
        start_log();
        let command = self.command.unwrap_or_else(|| Command::Serve(ServeArgs::default()));
        let done = match command {
            Command::Serve(args) => serve::serve(args).await.map_err(|error| error.to_string()),
            Command::Ask(args) => return asked(ask::ask(args).await),
            Command::Trace(args) => return traced(trace::trace(&args)),
            Command::Replay(args) => return replayed(replay::replay(&args).await),
            Command::Stability(args) => return compared(stability::stability(args).await),
            Command::Eval(args) => return evaluated(eval::eval(&args).await),
            Command::Simulate(args) => simulate(&args),
            Command::Train(args) => return trained(train::train(&args)),
            Command::Audit(args) => return audited(audit::audit(args).await),
            Command::Addresses(args) => return listed(addresses::addresses(&args).await),
            Command::CreateTenant(args) => operator::create_tenant(&args).await.map_err(|error| error.to_string()),
            Command::Manifest(args) => args.write("infra/functions.json", &generate::manifest()),
            Command::Openapi(args) => args.write("infra/openapi.json", &generate::openapi()),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => complain(&message, 1),
        }
    }
}

fn asked(outcome: Result<ask::Answered, ask::AskError>) -> ExitCode {
    match outcome {
        Ok(ask::Answered::Yes) => ExitCode::SUCCESS,
        Ok(ask::Answered::No) => ExitCode::from(3),
        Err(error) => complain(&error.to_string(), if error.is_usage() { USAGE } else { 1 }),
    }
}

fn traced(outcome: Result<(), RecordedError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&ask::plain(&error.to_string()), USAGE),
    }
}

fn replayed(outcome: Result<replay::Replayed, RecordedError>) -> ExitCode {
    match outcome {
        Ok(replay::Replayed::Same) => ExitCode::SUCCESS,
        Ok(replay::Replayed::Different) => ExitCode::FAILURE,
        Err(error) => complain(&ask::plain(&error.to_string()), USAGE),
    }
}

fn compared(outcome: Result<stability::Compared, stability::StabilityError>) -> ExitCode {
    match outcome {
        Ok(stability::Compared::NoWorse) => ExitCode::SUCCESS,
        Ok(stability::Compared::Regressed) => ExitCode::FAILURE,
        Err(error) => complain(&ask::plain(&error.to_string()), if error.is_usage() { USAGE } else { 1 }),
    }
}

fn evaluated(outcome: Result<eval::Evaluated, eval::EvalError>) -> ExitCode {
    match outcome {
        Ok(eval::Evaluated::AsExpected) => ExitCode::SUCCESS,
        Ok(eval::Evaluated::Otherwise) => ExitCode::FAILURE,
        Err(error) => complain(&ask::plain(&error.to_string()), if error.is_usage() { USAGE } else { 1 }),
    }
}

fn trained(outcome: Result<(), train::TrainError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&ask::plain(&error.to_string()), if error.is_usage() { USAGE } else { 1 }),
    }
}

fn audited(outcome: Result<audit::Verified, audit::AuditError>) -> ExitCode {
    match outcome {
        Ok(audit::Verified::Whole) => ExitCode::SUCCESS,
        Ok(audit::Verified::Flawed) => ExitCode::FAILURE,
        Err(error) => complain(&error.to_string(), USAGE),
    }
}

fn listed(outcome: Result<(), AddressError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), if error.is_usage() { USAGE } else { 1 }),
    }
}

fn complain(message: &str, status: u8) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(std::io::stderr(), "genesis: {message}"));
    ExitCode::from(status)
}

impl OutputArgs {
    fn write(self, usual: &str, content: &str) -> Result<(), String> {
        let path = self.output.unwrap_or_else(|| usual.into());
        let written = match path.as_os_str() == "-" {
            true => std::io::stdout().write_all(content.as_bytes()),
            false => std::fs::write(&path, content),
        };
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

/// Warnings on standard error, more by `RUST_LOG`.
fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off,genesis=warn,fn=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

impl Default for ServeArgs {
    fn default() -> Self {
        Self { port: 9000, data_dir: ".genesis".into(), ephemeral: false, models: None, rate_factor: 1, allow_origin: Vec::new() }
    }
}
