use genesis_core::{RunId, Timestamp, TrackingId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{AnswerAgreement, PlanGraph, RouteSet, STABLE};

/// An output that a caller tracks, as one of a test's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackedRun {
    pub id: TrackingId,
    pub test_group_id: String,
    pub run_number: u32,
    pub input_query: String,
    pub answer_text: String,
    /// SHA-256 in hexadecimal.
    pub answer_signature: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed_used: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_used: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// What is known of the run that gave the output, where it was one of the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<RunId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_decomposition: Option<PlanGraph>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_set: Option<RouteSet>,
    pub tracked_at: Timestamp,
    /// None where it is the test's baseline itself: the first that was tracked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_baseline: Option<BaselineMatch>,
}

/// How an output agrees with its test's baseline.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BaselineMatch {
    pub exact_match: bool,
    pub levenshtein_distance: f64,
    pub answer_similarity: f64,
    /// None where either has no plan, or no routes.
    pub plan_matches_baseline: Option<bool>,
    pub route_matches_baseline: Option<bool>,
    /// By how much it took longer, in percent; below zero where it was faster.
    pub latency_variance_pct: Option<f64>,
    pub stability_score: f64,
    pub meets_986_target: bool,
}

impl TrackedRun {
    pub fn signature(answer: &str) -> String {
        Sha256::digest(answer).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same beside its test's baseline; the baseline itself where there is none yet.
    pub fn beside(mut self, baseline: Option<&Self>) -> Self {
        self.beside_baseline = baseline.map(|baseline| BaselineMatch::of(baseline, &self));
        self
    }
}

impl BaselineMatch {
    fn of(baseline: &TrackedRun, run: &TrackedRun) -> Self {
        let answers = AnswerAgreement::between(&baseline.answer_text, &run.answer_text);
        let slower = |(then, now): (u64, u64)| (then > 0).then(|| (now as f64 - then as f64) / then as f64 * 100.0);
        Self {
            exact_match: answers.exact,
            levenshtein_distance: answers.distance,
            answer_similarity: answers.similarity,
            plan_matches_baseline: both(&baseline.plan_decomposition, &run.plan_decomposition).map(|(one, two)| one.is_equivalent(two)),
            route_matches_baseline: both(&baseline.route_set, &run.route_set).map(|(one, two)| one.is_equal(two)),
            latency_variance_pct: baseline.latency_ms.zip(run.latency_ms).and_then(slower),
            stability_score: answers.score(),
            meets_986_target: answers.score() >= STABLE,
        }
    }
}

fn both<'a, T>(one: &'a Option<T>, two: &'a Option<T>) -> Option<(&'a T, &'a T)> {
    one.as_ref().zip(two.as_ref())
}
