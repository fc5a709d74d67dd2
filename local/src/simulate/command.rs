use std::{io::Write, thread};

use clap::Args;

use super::{Verdict, play, scene::mix};

#[derive(Debug, Clone, Args)]
pub struct SimulateArgs {
    /// How many seeds
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub seeds: u64,
    /// The first seed
    #[arg(long, value_name = "S", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=1 << 62))]
    pub from: u64,
    /// Prints each seed with its log
    #[arg(long)]
    pub verbose: bool,
}

/// Plays the seeds; those that fail are told with what does not hold.
pub(crate) fn simulate(args: &SimulateArgs) -> Result<(), String> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let verdicts = play(args.from..args.from + args.seeds, threads, |verdict| hear(verdict, args.verbose));
    let sum = |count: fn(&Verdict) -> usize| verdicts.iter().map(count).sum::<usize>();
    say(&format!(
        "{} seeds of ten runs ({}): {} answered, {} stopped with a reason, {} failed",
        verdicts.len(),
        mix(),
        sum(|verdict| verdict.answered),
        sum(|verdict| verdict.stopped),
        sum(|verdict| verdict.failed),
    ));
    let failing: Vec<String> =
        verdicts.iter().filter(|verdict| !verdict.wrong.is_empty()).map(|verdict| verdict.seed.to_string()).collect();
    if failing.is_empty() { Ok(()) } else { Err(format!("seeds that fail: {}", failing.join(", "))) }
}

fn hear(verdict: &Verdict, verbose: bool) {
    if verbose {
        say(&verdict.log);
    }
    if verbose || !verdict.wrong.is_empty() {
        say(&verdict.to_string());
    }
}

fn say(text: &str) {
    // A closed standard output does not stop the seeds.
    drop(writeln!(std::io::stdout(), "{text}"));
}
