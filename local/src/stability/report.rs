use std::io::{self, Write};

use genesis_models::Casting;
use genesis_stability::{Advice, Bound, Comparison, Measure, Parallel, Part, Report, SeedStrategy, Trial};
use serde_json::{Value, json};

use super::{StabilityArgs, baseline::Against};
use crate::ask::{DIM, STRONG, plain};

/// What came of the command.
pub(super) struct Outcome<'a> {
    pub args: &'a StabilityArgs,
    pub casting: &'a Casting,
    pub answer: &'a str,
    pub report: &'a Report,
    pub parallel: Option<Parallel>,
    pub advice: Advice,
    pub baseline: Against,
}

impl Outcome<'_> {
    pub fn has_regressed(&self) -> bool {
        matches!(&self.baseline, Against::Compared(_, comparison) if comparison.has_regressed())
    }

    pub fn print(&self) {
        let shown = if self.args.json { format!("{:#}", self.json()) } else { self.text() };
        // A reader who has gone still gets the exit status.
        drop(writeln!(io::stdout(), "{shown}"));
    }

    fn measures(&self) -> Vec<Measure> {
        self.report.measures().into_iter().chain(self.parallel.iter().flat_map(Parallel::measures)).collect()
    }

    fn text(&self) -> String {
        let how = if self.args.parallel { "at the same time" } else { "one after the other" };
        let mut lines = vec![
            format!("{}  {} runs {how}: {}", STRONG().apply_to("Stability"), self.report.runs, plain(self.args.question())),
            format!("{}  {}", STRONG().apply_to("Answer"), plain(self.answer)),
        ];
        if !self.casting.is_extractive() {
            let Casting { temperature, .. } = self.casting;
            lines.push(format!("{}  {}, at a temperature of {temperature}", STRONG().apply_to("Model"), self.casting));
        }
        lines.extend(self.measures().iter().map(row));
        if let Some(parallel) = &self.parallel {
            let equal = if parallel.equals_serial { "the same as one alone" } else { "not the same as one alone" };
            lines.push(format!("  {equal}"));
        }
        let latency = self.report.latency;
        lines.push(format!(
            "{}  median {:.0} ms, p95 {:.0} ms, {}; {}",
            STRONG().apply_to("Latency"),
            latency.median_ms,
            latency.p95_ms,
            self.report.latency_trend.direction.as_str(),
            DIM().apply_to("times hang on the machine, too")
        ));
        lines.extend(self.report.latency_measures().iter().map(row));
        lines.push(self.variations());
        lines.push(advice(&self.advice));
        lines.extend(baseline(&self.baseline));
        lines.join("\n")
    }

    fn variations(&self) -> String {
        let head = STRONG().apply_to("Variation");
        if self.report.variations.is_empty() {
            return format!("{head}  none: every run is like the first");
        }
        let told = self.report.variations.iter().map(|it| format!("\n  run {}, {}: {}", it.run, part(it.part), plain(&it.detail)));
        format!("{head}{}", told.collect::<String>())
    }

    fn json(&self) -> Value {
        let (path, comparison) = match &self.baseline {
            Against::Nothing => (None, None),
            Against::Kept(path) => (Some(path), None),
            Against::Compared(path, comparison) => (Some(path), Some(comparison)),
        };
        json!({
            "question": self.args.question(),
            "seed": self.args.seed,
            "model": self.casting.to_string(),
            "temperature": (!self.casting.is_extractive()).then_some(self.casting.temperature),
            "parallel": self.args.parallel,
            "answer": self.answer,
            "report": self.report,
            "measures": self.measures(),
            "latency_measures": self.report.latency_measures(),
            "beside_serial": self.parallel,
            "advice": self.advice,
            "baseline": path,
            "comparison": comparison,
            "regressed": self.has_regressed(),
        })
    }
}

/// Shares as percents; a bound that was missed stands out.
fn row(measure: &Measure) -> String {
    let (bound, share) = match measure.bound {
        Bound::AtLeast(share) => ("at least", share),
        Bound::AtMost(share) => ("at most", share),
    };
    let told = format!("{bound} {:>5.1} %", share * 100.0);
    let told = if measure.met { DIM().apply_to(told) } else { STRONG().red().apply_to(told + "  missed") };
    format!("  {:<36} {:>6.1} %  {told}", measure.name, measure.value * 100.0)
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Plan => "plan",
        Part::Route => "route",
        Part::Artifacts => "file",
        Part::RawText => "text",
        Part::ParsedAnswer => "answer",
    }
}

fn advice(advice: &Advice) -> String {
    let seed = match (advice.setting.seed, advice.seed_matters) {
        (Some(SeedStrategy::Fixed), Some(true)) => "one seed for all runs, without which they differ",
        (Some(SeedStrategy::Fixed), Some(false) | None) => "one seed for all runs (another changes nothing)",
        (Some(SeedStrategy::PerRun), _) => "a seed for each run",
        (None, _) => "none, since nothing was varied",
    };
    let stable = if advice.is_stable { "" } else { "; no setting was stable, this one most" };
    let setting = format!("{seed}{stable}");
    let front = advice.pareto_front.iter().map(trial).collect::<String>();
    format!("{}  {setting}\n  {}{front}", STRONG().apply_to("Advice"), DIM().apply_to("nothing tried is better in all of:"))
}

fn trial(trial: &Trial) -> String {
    let seed = match trial.setting.seed {
        SeedStrategy::Fixed => "one seed",
        SeedStrategy::PerRun => "a seed a run",
    };
    let (stability, quality) = (trial.stability * 100.0, trial.quality * 100.0);
    format!("\n    {seed:<13} {stability:>5.1} % alike  {quality:>5.1} % answered  {:.0} ms", trial.latency_ms)
}

fn baseline(against: &Against) -> Option<String> {
    let head = STRONG().apply_to("Baseline");
    match against {
        Against::Nothing => None,
        Against::Kept(path) => Some(format!("{head}  kept in {}", path.display())),
        Against::Compared(path, comparison) if !comparison.has_regressed() => {
            Some(format!("{head}  no regression against {} ({:.1} % tolerated)", path.display(), comparison.tolerance * 100.0))
        }
        Against::Compared(path, comparison) => Some(format!("{head}  {}{}", path.display(), regressions(comparison))),
    }
}

fn regressions(comparison: &Comparison) -> String {
    let told = comparison.regressions().map(|change| {
        let fell = format!("{:.1} %, was {:.1} %", change.now * 100.0, change.baseline * 100.0);
        format!("\n  {:<36} {}", change.name, STRONG().red().apply_to(fell))
    });
    told.collect()
}
