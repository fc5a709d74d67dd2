use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{cli::ContextPolicy, models::ModelArgs};

#[derive(Debug, Clone, Args)]
pub struct EvalArgs {
    /// A .jsonl file of questions with their paragraphs and gold evidence, or a folder of such files
    #[arg(long, value_name = "PATH", required_unless_present = "acceptance")]
    pub data: Option<PathBuf>,
    /// How the agents' context is chosen: all of it, by role and stage, or by what matters to role and question
    #[arg(long, value_enum, default_value_t = ContextPolicy::Rcr)]
    pub policy: ContextPolicy,
    /// Whose sub-questions are asked: our Planner's; the gold ones, each over the gold answers of those before it, so that only
    /// the last answer is ours; or the question alone
    #[arg(long, value_enum, default_value_t = Decomposition::Planner)]
    pub decomposition: Decomposition,
    #[command(flatten)]
    pub models: ModelArgs,
    /// Asks the first so many questions of each file
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// For what is drawn at random: pools, intervals and tests
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub seed: u64,
    /// The questions whose paragraphs make up a memory: one's own and those of N - 1 others of the file
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = at_least_one)]
    pub pool: usize,
    /// Prints one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
    /// Shows each share's 95 % interval, too
    #[arg(long, conflicts_with = "json")]
    pub verbose: bool,
    /// Writes a page with tables and plots, for which the questions are asked under each policy
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Compares with an earlier run over the same questions: what `--json` printed
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Takes the acceptance cases instead, over the library that comes along, and writes what came of them
    #[arg(
        long, value_name = "FILE", num_args = 0..=1, default_missing_value = "acceptance.json",
        conflicts_with_all = ["data", "decomposition", "limit", "pool", "verbose", "report", "against"]
    )]
    pub acceptance: Option<PathBuf>,
    /// The acceptance cases, in place of those that come along
    #[arg(long, value_name = "FILE", requires = "acceptance")]
    pub suite: Option<PathBuf>,
}

/// Whose sub-questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Decomposition {
    Gold,
    Planner,
    None,
}

impl Decomposition {
    pub fn as_str(self) -> &'static str {
        match self {
            Decomposition::Gold => "gold",
            Decomposition::Planner => "planner",
            Decomposition::None => "none",
        }
    }
}

pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "must be a whole number from 1".to_owned())
}
