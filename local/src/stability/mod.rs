//! `genesis stability`: one question, or each of a file's, again and again on an ephemeral platform, and what stayed the same.

mod baseline;
mod many;
mod report;
mod runs;

use std::path::PathBuf;

use clap::Args;
use genesis_models::{Casting, Wishes};
use genesis_stability::{Observation, Parallel, Report, SeedStrategy, Setting, TieBreak, Trial, advise};

use self::{
    baseline::{BaselineError, Held},
    report::Outcome,
    runs::{Bench, RunError},
};
use crate::{
    Demo, Options, Platform, StartError,
    documents::{self, KnowledgeError},
    eval::{QuestionsError, at_least_one},
    models::{ModelArgs, ModelsError},
    platform::LoadError,
    serve::interrupted,
};

#[derive(Debug, Clone, Args)]
pub(crate) struct StabilityArgs {
    /// The question
    #[arg(required_unless_present = "data")]
    pub question: Option<String>,
    /// In place of one question those of a .jsonl file, or of a folder of such files: each is asked so often one run after the other, and as often
    /// at the same time, over the paragraphs of all
    #[arg(long, value_name = "PATH", conflicts_with_all = ["question", "parallel", "baseline", "tolerance", "knowledge"])]
    pub data: Option<PathBuf>,
    /// Asks the first so many questions of each file
    #[arg(long, value_name = "N", requires = "data", conflicts_with = "question", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// How often it is asked (2 to 100)
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=100))]
    pub runs: u32,
    /// Asks at the same time, and holds each run against one that was alone
    #[arg(long)]
    pub parallel: bool,
    /// What to hold the runs against; they are kept there where there is no such file
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// How far a figure may fall below the baseline's, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0, value_parser = percent)]
    pub tolerance: f64,
    /// What to answer from, in place of the library that comes along: as for `ask`
    #[arg(long, value_name = "PATH")]
    pub knowledge: Option<PathBuf>,
    /// Given to all runs; some more are taken with other seeds, to see whether that matters
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub seed: u64,
    /// Prints one JSON object and nothing else
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub models: ModelArgs,
}

fn percent(text: &str) -> Result<f64, String> {
    let percent = text.parse::<f64>().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "a number from 0 to 100".to_owned())
}

impl StabilityArgs {
    fn question(&self) -> &str {
        self.question.as_deref().expect("the command line wants it where there is no file")
    }
}

/// How the runs stand beside the baseline, where there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    NoWorse,
    Regressed,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StabilityError {
    #[error(transparent)]
    Questions(#[from] QuestionsError),
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    #[error(transparent)]
    Models(#[from] ModelsError),
    #[error("the platform could not start: {0}")]
    Start(#[from] StartError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    #[error("interrupted")]
    Interrupted,
}

impl StabilityError {
    /// Whether what was typed is at fault.
    pub fn is_usage(&self) -> bool {
        match self {
            StabilityError::Questions(_) | StabilityError::Knowledge(_) | StabilityError::Models(_) => true,
            StabilityError::Run(error) => error.is_usage(),
            StabilityError::Baseline(error) => error.is_usage(),
            StabilityError::Start(_) | StabilityError::Load(_) | StabilityError::Interrupted => false,
        }
    }
}

pub(crate) async fn stability(args: StabilityArgs) -> Result<Compared, StabilityError> {
    match &args.data {
        Some(data) => many::many(data, &args).await,
        None => one(&args).await,
    }
}

async fn one(args: &StabilityArgs) -> Result<Compared, StabilityError> {
    let documents = match &args.knowledge {
        Some(path) => documents::read(path)?,
        None => documents::library(),
    };
    // Before the work, so that none is lost to a file that cannot be read.
    let held = Held::find(args)?;
    let casting = args.models.configuration()?.cast(&args.models.wishes(), &Wishes::default(), args.models.temperature);
    let series = in_place(&args.models, async |platform: &Platform| {
        let demo = Demo::create(platform.operator()).await.map_err(StartError::from)?;
        platform.load(&demo, documents).await?;
        take(&Bench { platform, demo: &demo, question: args.question(), models: &args.models }, args).await
    });
    let Series { alone, runs, others } = series.await?;
    let report = Report::of(&runs).expect("at least two runs");
    let trials = trials(&casting, &report, [&runs, &others]);
    let kept = held.against(args, &runs[0], &report)?;
    let outcome = Outcome {
        args,
        casting: &casting,
        answer: &runs[0].parsed_answer,
        report: &report,
        parallel: args.parallel.then(|| Parallel::of(&alone, &runs)),
        advice: advise(&trials).expect("at least one trial"),
        baseline: kept,
    };
    outcome.print();
    Ok(if outcome.has_regressed() { Compared::Regressed } else { Compared::NoWorse })
}

/// Does the work on a platform that keeps nothing, until somebody interrupts it.
async fn in_place<T>(models: &ModelArgs, work: impl AsyncFnOnce(&Platform) -> Result<T, StabilityError>) -> Result<T, StabilityError> {
    let options = Options { models: models.configuration()?, exchanges: models.exchanges(), ..Options::ephemeral() };
    let platform = Platform::start(options).await?;
    let done = tokio::select! {
        done = work(&platform) => done,
        () = interrupted() => Err(StabilityError::Interrupted),
    };
    platform.shutdown().await;
    done
}

/// All runs of the command.
struct Series {
    /// The first: nothing else went on, and nothing was warm.
    alone: Observation,
    runs: Vec<Observation>,
    /// With other seeds.
    others: Vec<Observation>,
}

async fn take(bench: &Bench<'_>, args: &StabilityArgs) -> Result<Series, StabilityError> {
    let alone = bench.observe(args.seed).await?;
    let same = vec![args.seed; args.runs as usize];
    let different: Vec<u64> = (1..=u64::from(args.runs)).map(|n| args.seed.wrapping_add(n)).collect();
    let (runs, others) = match args.parallel {
        true => (bench.together(&same).await?, bench.together(&different).await?),
        false => (bench.in_turn(&same).await?, bench.in_turn(&different).await?),
    };
    Ok(Series { alone, runs, others })
}

/// What was tried: the seed that was asked for, and one for each run. Candidates of equal worth are in the order of their ids.
fn trials(casting: &Casting, report: &Report, [runs, others]: [&[Observation]; 2]) -> Vec<Trial> {
    // The extractive model draws no random numbers, whatever the temperature.
    let temperature = if casting.is_extractive() { 0.0 } else { casting.temperature };
    let trial = |seed, report: &Report, runs: &[Observation]| Trial {
        setting: Setting { temperature, seed, tie_break: TieBreak::Id },
        stability: report.overall,
        quality: runs.iter().filter(|run| run.is_answered).count() as f64 / runs.len() as f64,
        latency_ms: report.latency.median_ms,
    };
    let per_run = Report::of(others).map(|report| trial(SeedStrategy::PerRun, &report, others));
    [trial(SeedStrategy::Fixed, report, runs)].into_iter().chain(per_run).collect()
}
