use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Outcome, Policy, Role, Routed};

/// What routing did for a run, as the artifact `router_metrics.json` shows it. Whoever stores it adds the run's id, the time
/// and how long selection took: nothing here depends on them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunMetrics {
    pub format_version: &'static str,
    pub budget_per_role: BTreeMap<Role, u32>,
    /// Ids in the order they were first given to the role.
    pub selected_documents: BTreeMap<Role, Vec<String>>,
    /// Every candidate the role was considered for, with the highest importance it had.
    pub importance_scores: BTreeMap<Role, BTreeMap<String, f64>>,
    /// Of what was raised because its meaning is near, how much of its relevance it owes to that, where it owes most.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub owed_to_meaning: BTreeMap<Role, BTreeMap<String, f64>>,
    pub total_selected_tokens: u64,
    /// What the same turns would have read without routing.
    pub baseline_tokens: u64,
    /// What they would have read under each policy.
    pub tokens_by_policy: BTreeMap<Policy, u64>,
    /// How many candidates were left out, or read, for each reason.
    pub reasons: BTreeMap<Outcome, u32>,
    pub baseline: &'static str,
    /// `(baseline - selected) / baseline * 100`; 0 where nothing could be read.
    pub token_savings_percentage: f64,
    /// The same as a share of one.
    pub efficiency_gain: f64,
    pub semantic_filter: FilterCounts,
    pub oversized_skipped: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FilterCounts {
    pub hits: u32,
    pub misses: u32,
}

impl RunMetrics {
    /// Sums up a run's turns, in their order.
    pub fn of<'a>(turns: impl IntoIterator<Item = (Role, &'a Routed)>) -> Self {
        let mut metrics = Self {
            format_version: "1.0",
            budget_per_role: Role::ALL.into_iter().map(|role| (role, role.budget())).collect(),
            selected_documents: BTreeMap::new(),
            importance_scores: BTreeMap::new(),
            owed_to_meaning: BTreeMap::new(),
            total_selected_tokens: 0,
            baseline_tokens: 0,
            tokens_by_policy: BTreeMap::new(),
            reasons: BTreeMap::new(),
            baseline: "Full context: for each turn, every passage retrieved for the run so far plus the run's memory; never the whole library.",
            token_savings_percentage: 0.0,
            efficiency_gain: 0.0,
            semantic_filter: FilterCounts::default(),
            oversized_skipped: 0,
        };
        for (role, routed) in turns {
            metrics.add(role, routed);
        }
        let saved = metrics.baseline_tokens.saturating_sub(metrics.total_selected_tokens);
        metrics.efficiency_gain = saved as f64 / metrics.baseline_tokens.max(1) as f64;
        metrics.token_savings_percentage = metrics.efficiency_gain * 100.0;
        metrics
    }

    fn add(&mut self, role: Role, routed: &Routed) {
        self.total_selected_tokens += u64::from(routed.selected_tokens);
        self.baseline_tokens += u64::from(routed.full_tokens);
        for policy in Policy::ALL {
            *self.tokens_by_policy.entry(policy).or_default() += u64::from(routed.tokens_under(policy));
        }
        for scored in &routed.scores {
            *self.reasons.entry(scored.outcome).or_default() += 1;
        }
        self.semantic_filter.hits += routed.filter_hits;
        self.semantic_filter.misses += routed.filter_misses;
        self.oversized_skipped += routed.oversized.len() as u32;
        let documents = self.selected_documents.entry(role).or_default();
        for selected in &routed.selected {
            if !documents.contains(&selected.id) {
                documents.push(selected.id.clone());
            }
        }
        let scores = self.importance_scores.entry(role).or_default();
        for scored in &routed.scores {
            let highest = scores.entry(scored.id.clone()).or_insert(scored.importance);
            *highest = highest.max(scored.importance);
        }
        for (scored, meant) in routed.scores.iter().filter_map(|scored| Some((scored, scored.meant?))) {
            let most = self.owed_to_meaning.entry(role).or_default().entry(scored.id.clone()).or_insert(meant);
            *most = most.max(meant);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Candidate, Cost, Request, route};

    fn passages(count: usize, tokens: u32) -> Vec<Candidate> {
        let text = |n: usize| if n == 0 { "Oslo is the capital." } else { "Something else." };
        let passage = |n: usize| Candidate::passage(format!("p{n}"), "", text(n), Cost { tokens, ..Cost::default() });
        (0..count).map(passage).collect()
    }

    fn routed(role: Role, candidates: &[Candidate]) -> Routed {
        route(&Request::new(role, "capital Oslo", candidates))
    }

    #[test]
    fn the_artifact_has_its_published_fields() {
        let (solver, critic) = (routed(Role::Solver, &passages(10, 100)), routed(Role::Critic, &passages(4, 100)));
        let metrics = RunMetrics::of([(Role::Solver, &solver), (Role::Critic, &critic), (Role::Solver, &solver)]);
        let shown = serde_json::to_value(&metrics).unwrap();
        assert_eq!(shown["format_version"], "1.0");
        assert_eq!(
            shown["budget_per_role"],
            json!({"planner": 1536, "retriever": 1024, "solver": 1024, "critic": 1024, "verifier": 1536, "rewriter": 768})
        );
        assert_eq!(shown["selected_documents"], json!({"solver": ["p0"], "critic": ["p0"]}));
        assert_eq!(shown["importance_scores"]["solver"].as_object().unwrap().len(), 10);
        assert_eq!((&shown["total_selected_tokens"], &shown["baseline_tokens"]), (&json!(300), &json!(2400)));
        assert_eq!((&shown["token_savings_percentage"], &shown["efficiency_gain"]), (&json!(87.5), &json!(0.875)));
        assert_eq!(shown["tokens_by_policy"], json!({"full": 2400, "static": 2400, "rcr": 300}));
        assert_eq!(shown["reasons"], json!({"selected": 3, "not_needed": 21}));
        assert_eq!(shown["semantic_filter"], json!({"hits": 3, "misses": 21}));
    }

    #[test]
    fn nothing_to_read_is_nothing_saved() {
        let metrics = RunMetrics::of([(Role::Solver, &routed(Role::Solver, &[]))]);
        assert_eq!((metrics.token_savings_percentage, metrics.efficiency_gain), (0.0, 0.0));
    }
}
