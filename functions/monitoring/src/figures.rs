//! What is measured of the platform as a whole, for its endpoint and for CloudWatch alike.

use genesis_aws::{Metric, Routing, Totals, Unit};
use genesis_core::mean;
use genesis_rcr::Policy;

/// A metric with how it comes out of the sums.
pub struct Figure {
    pub metric: Metric,
    reading: Reading,
}

enum Reading {
    Total(fn(&Totals) -> u64),
    /// None while nothing is there to be measured.
    Measure(fn(&Totals) -> Option<f64>),
}

/// All that is told to CloudWatch once a minute. A mean is that of the platform's whole life; that of some minutes comes out of the sums, which
/// are told too.
pub const FIGURES: [Figure; 16] = [
    count("total_runs", |totals| totals.runs),
    count("successful_runs", |totals| totals.completed),
    count("failed_runs", |totals| totals.failed),
    count("terminated_runs", |totals| totals.terminated),
    measure("success_rate", Unit::Percent, success_rate),
    measure("average_latency_ms", Unit::Milliseconds, average_latency_ms),
    count("total_tokens_used", |totals| totals.total_tokens),
    count("total_router_runs", |totals| routing(totals).turns),
    count("total_full_tokens", |totals| routing(totals).full_tokens),
    count("total_routed_tokens", |totals| routing(totals).routed_tokens),
    total("total_selection_time_ms", Unit::Milliseconds, |totals| routing(totals).selection_ms),
    measure("avg_token_savings", Unit::Percent, |totals| efficiency_gain(totals).map(|share| share * 100.0)),
    measure("avg_selection_time_ms", Unit::Milliseconds, average_selection_ms),
    measure("stability_score", Unit::None, stability_score),
    count("total_stability_ten_thousandths", |totals| totals.stability_ten_thousandths),
    count("rated_runs", |totals| totals.rated),
];

impl Figure {
    /// Those that there are, of these sums.
    pub fn all_of(totals: &Totals) -> Vec<(Metric, f64)> {
        FIGURES.iter().filter_map(|figure| Some((figure.metric, figure.of(totals)?))).collect()
    }

    fn of(&self, totals: &Totals) -> Option<f64> {
        match self.reading {
            Reading::Total(total) => Some(total(totals) as f64),
            Reading::Measure(measure) => measure(totals),
        }
    }
}

/// Successful runs among those that are over, in percent.
pub fn success_rate(totals: &Totals) -> Option<f64> {
    mean(totals.completed * 100, totals.ended())
}

pub fn average_latency_ms(totals: &Totals) -> Option<f64> {
    mean(totals.duration_ms, totals.ended())
}

/// The share of the full context, in tokens, that was not read.
pub fn efficiency_gain(totals: &Totals) -> Option<f64> {
    let routing = routing(totals);
    mean(routing.full_tokens.saturating_sub(routing.routed_tokens), routing.full_tokens)
}

pub fn average_selection_ms(totals: &Totals) -> Option<f64> {
    let routing = routing(totals);
    mean(routing.selection_ms, routing.turns)
}

/// From 0 to 1, over the runs whose callers rated them.
pub fn stability_score(totals: &Totals) -> Option<f64> {
    mean(totals.stability_ten_thousandths, totals.rated * 10_000)
}

/// Of the runs that are over and were routed by our own router.
pub fn routing(totals: &Totals) -> Routing {
    totals.under(Policy::Rcr)
}

const fn count(name: &'static str, count: fn(&Totals) -> u64) -> Figure {
    total(name, Unit::Count, count)
}

const fn total(name: &'static str, unit: Unit, total: fn(&Totals) -> u64) -> Figure {
    Figure { metric: Metric::total(name, unit), reading: Reading::Total(total) }
}

const fn measure(name: &'static str, unit: Unit, measure: fn(&Totals) -> Option<f64>) -> Figure {
    Figure { metric: Metric::gauge(name, unit), reading: Reading::Measure(measure) }
}
