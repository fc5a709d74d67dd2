use serde::{Deserialize, Serialize};

use crate::{AnswerAgreement, Measure, Observation, STABLE, Spread, Trend, answer::stability_score, observation::Agreement};

/// What runs of one question have in common. Rates are shares of all pairs of runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub runs: usize,
    pub plan_equivalence: f64,
    pub route_consistency: f64,
    pub artifact_consistency: f64,
    pub raw_text: AnswerFigures,
    pub parsed_answer: AnswerFigures,
    pub latency: Spread,
    /// A third each for plans, routes and texts, over all pairs.
    pub overall: f64,
    /// The score of each run beside the first, in order.
    pub agreement_trend: Trend,
    pub latency_trend: Trend,
    /// What is not as in the first run; nothing where nothing varies.
    pub variations: Vec<Variation>,
}

/// What the texts of runs have in common.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AnswerFigures {
    pub exact_rate: f64,
    pub mean_distance: f64,
    pub highest_distance: f64,
    pub mean_similarity: f64,
    pub lowest_facts: f64,
    pub lowest_phrasing: f64,
    /// Three tenths for the exact rate, half for similarity, two tenths for what does not vary.
    pub score: f64,
}

/// A run that is not like the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variation {
    /// From 1.
    pub run: usize,
    pub part: Part,
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Plan,
    Route,
    Artifacts,
    RawText,
    ParsedAnswer,
}

/// What changes by less is steady.
const STEADY: f64 = 0.014;

impl Report {
    /// Of runs in their order; one alone is nothing to compare.
    pub fn of(runs: &[Observation]) -> Option<Self> {
        let first = runs.first().filter(|_| runs.len() > 1)?;
        let pairs = pairs(runs);
        let rate = |holds: fn(&Agreement) -> bool| pairs.iter().filter(|pair| holds(pair)).count() as f64 / pairs.len() as f64;
        let beside_first: Vec<f64> = runs[1..].iter().map(|run| Agreement::between(first, run).overall()).collect();
        let times: Vec<f64> = runs.iter().map(|run| run.latency_ms).collect();
        let variations = runs[1..]
            .iter()
            .zip(2..)
            .flat_map(|(run, number)| first.differing(run).into_iter().map(move |(part, detail)| Variation { run: number, part, detail }));
        Some(Self {
            runs: runs.len(),
            plan_equivalence: rate(|pair| pair.plan),
            route_consistency: rate(|pair| pair.routes),
            artifact_consistency: rate(|pair| pair.artifacts),
            raw_text: AnswerFigures::of(&pairs.iter().map(|pair| pair.raw_text).collect::<Vec<_>>()),
            parsed_answer: AnswerFigures::of(&pairs.iter().map(|pair| pair.parsed_answer).collect::<Vec<_>>()),
            latency: Spread::of(&times)?,
            overall: pairs.iter().map(Agreement::overall).sum::<f64>() / pairs.len() as f64,
            agreement_trend: Trend::of(&beside_first, STEADY),
            latency_trend: Trend::of(&times, STEADY),
            variations: variations.collect(),
        })
    }

    /// Each figure beside what it should be.
    pub fn measures(&self) -> Vec<Measure> {
        let answers = |figures: &AnswerFigures, names: [&'static str; 4]| {
            [
                Measure::at_most(names[0], figures.highest_distance, 1.0 - STABLE),
                Measure::at_least(names[1], figures.mean_similarity, 0.95),
                Measure::at_least(names[2], figures.lowest_facts, 0.9),
                Measure::at_least(names[3], figures.lowest_phrasing, 0.8),
            ]
        };
        let ours = [
            Measure::at_least("plan equivalence", self.plan_equivalence, 1.0),
            Measure::at_least("route consistency", self.route_consistency, 1.0),
            Measure::at_least("artifact consistency", self.artifact_consistency, 1.0),
        ];
        let raw = ["raw text: distance", "raw text: similarity", "raw text: facts kept", "raw text: phrasing"];
        let parsed = ["parsed answer: distance", "parsed answer: similarity", "parsed answer: facts kept", "parsed answer: phrasing"];
        let mut measures = ours.to_vec();
        measures.extend(answers(&self.raw_text, raw));
        measures.extend(answers(&self.parsed_answer, parsed));
        measures.push(Measure::at_least("overall", self.overall, STABLE));
        measures
    }

    /// The same of the times, which hang on the machine, too.
    pub fn latency_measures(&self) -> Vec<Measure> {
        vec![
            Measure::at_most("latency: standard deviation", self.latency.deviation, 1.0 - STABLE),
            Measure::at_most("latency: furthest from median", self.latency.range, 1.0 - STABLE),
            Measure::at_most("latency: p50 spread", self.latency.p50_spread, 0.05),
            Measure::at_most("latency: p95 spread", self.latency.p95_spread, 0.10),
            Measure::at_most("latency: outliers", self.latency.outliers as f64 / self.runs as f64, 1.0 / self.runs as f64),
        ]
    }
}

fn pairs(runs: &[Observation]) -> Vec<Agreement> {
    let with_later = |at: usize| runs[at + 1..].iter().map(move |later| Agreement::between(&runs[at], later));
    (0..runs.len()).flat_map(with_later).collect()
}

impl AnswerFigures {
    fn of(pairs: &[AnswerAgreement]) -> Self {
        let mean = |figure: fn(&AnswerAgreement) -> f64| pairs.iter().map(figure).sum::<f64>() / pairs.len().max(1) as f64;
        let lowest = |figure: fn(&AnswerAgreement) -> f64| pairs.iter().map(figure).fold(1.0, f64::min);
        let (exact_rate, mean_similarity) = (mean(|pair| f64::from(u8::from(pair.exact))), mean(|pair| pair.similarity));
        Self {
            exact_rate,
            mean_distance: mean(|pair| pair.distance),
            highest_distance: pairs.iter().map(|pair| pair.distance).fold(0.0, f64::max),
            mean_similarity,
            lowest_facts: lowest(|pair| pair.facts),
            lowest_phrasing: lowest(|pair| pair.phrasing),
            score: stability_score(exact_rate, mean_similarity, 1.0 - mean_similarity),
        }
    }
}
