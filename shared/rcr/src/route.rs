use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    Candidate, Request, SourceKind,
    importance::{importance, rounded},
    relevance::relevance,
    selection::{Judged, pass_filter, select},
    vocabulary::{Gist, Vocabulary},
};

/// What a role is given to read, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Routed {
    /// Ids in the order they are to be read: best first.
    pub selected: Vec<String>,
    /// In tokens, as the two sums below.
    pub budget: u32,
    pub selected_tokens: u32,
    /// Tokens of all candidates: every passage retrieved for the run so far and the run's memory, never the whole library.
    pub full_tokens: u32,
    /// Every candidate, by id.
    pub scores: Vec<Scored>,
    /// Passages that passed the semantic filter.
    pub filter_hits: u32,
    pub filter_misses: u32,
    /// Candidates that alone exceed the budget, by id.
    pub oversized: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    pub id: String,
    pub importance: f64,
    /// To the query, for what the semantic filter looks at: passages.
    pub similarity: Option<f64>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Selected,
    /// Too far from the query.
    Filtered,
    /// Important enough, but more important ones left no room.
    OverBudget,
    /// Larger than the whole budget.
    Oversized,
}

/// Chooses the context for a role (arXiv 2508.04903, algorithm 1). Candidates are read once; the rest is sorting.
pub fn route(request: &Request<'_>) -> Routed {
    let budget = request.role.budget();
    let judged = judge(request);
    let passed = pass_filter(&judged, budget);
    let let_through: BTreeSet<&str> = passed.iter().map(|judged| judged.candidate.id.as_str()).collect();
    let selected = select(passed, budget);
    let chosen: BTreeSet<&str> = selected.iter().map(|candidate| candidate.id.as_str()).collect();
    let outcome = |candidate: &Candidate| match candidate.id.as_str() {
        _ if candidate.tokens > budget => Outcome::Oversized,
        id if chosen.contains(id) => Outcome::Selected,
        id if let_through.contains(id) => Outcome::OverBudget,
        _ => Outcome::Filtered,
    };
    let scores = judged.iter().map(|judged| judged.scored(outcome(judged.candidate))).collect();
    let read = |selected: Vec<&Candidate>| selected.into_iter().map(|candidate| candidate.id.clone()).collect();
    Routed { selected_tokens: tokens(selected.iter().copied()), selected: read(selected), ..Routed::considered(request, scores) }
}

impl Routed {
    /// All that follows from the candidates' scores, with nothing selected yet.
    fn considered(request: &Request<'_>, scores: Vec<Scored>) -> Self {
        let passages = || scores.iter().filter(|score| score.similarity.is_some());
        Self {
            selected: Vec::new(),
            budget: request.role.budget(),
            selected_tokens: 0,
            full_tokens: tokens(request.candidates),
            filter_hits: passages().filter(|score| matches!(score.outcome, Outcome::Selected | Outcome::OverBudget)).count() as u32,
            filter_misses: passages().filter(|score| score.outcome == Outcome::Filtered).count() as u32,
            oversized: scores.iter().filter(|score| score.outcome == Outcome::Oversized).map(|score| score.id.clone()).collect(),
            scores,
        }
    }
}

impl Judged<'_> {
    fn scored(&self, outcome: Outcome) -> Scored {
        let similarity = (self.candidate.kind == SourceKind::Passage).then_some(self.relevance);
        Scored { id: self.candidate.id.clone(), importance: self.importance, similarity, outcome }
    }
}

/// The candidates with their scores, by id.
fn judge<'a>(request: &Request<'a>) -> Vec<Judged<'a>> {
    let mut candidates: Vec<&Candidate> = request.candidates.iter().collect();
    candidates.sort_by(|one, two| one.id.cmp(&two.id));
    let mut vocabulary = Vocabulary::new(request.query, request.role);
    let gists: Vec<Gist> = candidates.iter().map(|candidate| vocabulary.gist(candidate)).collect();
    let relevance = relevance(request.query, &candidates, &gists, vocabulary.query_len());
    let judged = candidates.into_iter().zip(gists).zip(relevance).map(|((candidate, gist), relevance)| Judged {
        candidate,
        relevance: rounded(relevance),
        importance: importance(request, candidate, relevance, gist.keyword_balance),
    });
    judged.collect()
}

fn tokens<'a>(candidates: impl IntoIterator<Item = &'a Candidate>) -> u32 {
    candidates.into_iter().fold(0, |sum: u32, candidate| sum.saturating_add(candidate.tokens))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Role, Stage};

    fn passage(id: &str, title: &str, text: &str, tokens: u32) -> Candidate {
        Candidate {
            id: id.into(),
            kind: SourceKind::Passage,
            title: title.into(),
            text: text.into(),
            tokens,
            wave: 1,
            stage: Stage::Retrieval,
            cited: false,
        }
    }

    fn solver<'a>(query: &'a str, candidates: &'a [Candidate]) -> Request<'a> {
        Request { role: Role::Solver, query, wave: 1, candidates }
    }

    fn outcomes(routed: &Routed) -> Vec<(&str, Outcome)> {
        routed.scores.iter().map(|score| (score.id.as_str(), score.outcome)).collect()
    }

    #[test]
    fn every_candidate_is_accounted_for() {
        let mut candidates: Vec<Candidate> = (0..4).map(|n| passage(&format!("p{n}"), "Oslo", "The capital of Norway.", 300)).collect();
        candidates.push(passage("q0", "Rome", "A city of ruins.", 10));
        candidates.push(passage("r0", "Oslo", "The capital of Norway, at length.", 1025));
        candidates.push(Candidate { kind: SourceKind::Answer, stage: Stage::Solving, ..passage("a0", "", "Norway", 5) });
        let routed = route(&solver("capital Norway", &candidates));
        use Outcome::{Filtered, OverBudget, Oversized, Selected};
        let expected = [
            ("a0", Selected),
            ("p0", Selected),
            ("p1", Selected),
            ("p2", Selected),
            ("p3", OverBudget),
            ("q0", Filtered),
            ("r0", Oversized),
        ];
        assert_eq!(outcomes(&routed), expected);
        assert_eq!(routed.selected, ["p0", "p1", "p2", "a0"]);
        assert_eq!((routed.budget, routed.selected_tokens, routed.full_tokens), (1024, 905, 2240));
        assert_eq!((routed.filter_hits, routed.filter_misses), (4, 1));
        assert_eq!(routed.oversized, ["r0"]);
        assert_eq!(routed.scores.iter().filter(|score| score.similarity.is_none()).count(), 1);
    }

    #[test]
    fn fifty_documents_shrink_to_what_the_question_needs() {
        let text = |n: usize| {
            if n.is_multiple_of(10) { "Lhasa lies on the Kyi river." } else { "Yaks graze on the plateau." }
        };
        let candidates: Vec<Candidate> = (0..50).map(|n| passage(&format!("d{n:02}"), &format!("Title {n}"), text(n), 200)).collect();
        let routed = route(&solver("Which river is Lhasa on?", &candidates));
        assert_eq!(routed.selected, ["d00", "d10", "d20", "d30", "d40"]);
        assert!(f64::from(routed.selected_tokens) <= 0.2 * f64::from(routed.full_tokens));
    }

    #[test]
    fn evidence_survives_a_question_in_other_words() {
        let candidates: Vec<Candidate> = (0..6).map(|n| passage(&format!("p{n}"), "", "Entirely different wording.", 50)).collect();
        assert_eq!(route(&solver("Unrelated question?", &candidates)).selected, ["p0", "p1", "p2"]);
        assert!(route(&solver("Anything?", &[])).selected.is_empty());
    }

    #[test]
    fn roles_read_the_same_memory_differently() {
        let item = |id: &str, kind, stage, text: &str| Candidate { kind, stage, ..passage(id, "", text, 700) };
        let memory = [
            item("answer", SourceKind::Answer, Stage::Solving, "The answer is 5 kilometres."),
            item("plan", SourceKind::Plan, Stage::Planning, "The plan has a step."),
        ];
        let first = |role| route(&Request { role, query: "How long?", wave: 1, candidates: &memory }).selected.swap_remove(0);
        assert_eq!([Role::Planner, Role::Solver, Role::Rewriter].map(first), ["plan", "answer", "answer"]);
    }

    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let kinds = prop::sample::select(vec![
            (SourceKind::Passage, Stage::Retrieval),
            (SourceKind::Answer, Stage::Solving),
            (SourceKind::Plan, Stage::Planning),
            (SourceKind::Critique, Stage::Critique),
        ]);
        let candidate = ("[a-e]{1,2}( [a-e]{1,2})?", "([a-e]{1,2} ){0,6}", 0u32..1200, 0u32..4, kinds);
        prop::collection::btree_map("[a-z]{1,3}", candidate, 0..25).prop_map(|all| {
            let made = all.into_iter().map(|(id, (title, text, tokens, wave, (kind, stage)))| Candidate {
                id,
                kind,
                title,
                text,
                tokens,
                wave,
                stage,
                cited: false,
            });
            made.collect()
        })
    }

    fn shuffled() -> impl Strategy<Value = (Vec<Candidate>, Vec<Candidate>)> {
        candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    }

    proptest! {
        #[test]
        fn the_order_of_candidates_leaves_no_trace((all, shuffled) in shuffled(), query in "([a-e]{1,2} ){0,5}") {
            prop_assert_eq!(route(&solver(&query, &all)), route(&solver(&query, &shuffled)));
        }

        #[test]
        fn no_role_is_given_more_than_its_budget(all in candidates(), query in "([a-e]{1,2} ){0,5}", role in prop::sample::select(Role::ALL.to_vec())) {
            let routed = route(&Request { role, query: &query, wave: 3, candidates: &all });
            let tokens = |id: &String| all.iter().find(|candidate| candidate.id == *id).unwrap().tokens;
            prop_assert_eq!(routed.selected.iter().map(tokens).sum::<u32>(), routed.selected_tokens);
            prop_assert!(routed.selected_tokens <= role.budget());
            prop_assert_eq!(routed.scores.len(), all.len());
            for score in &routed.scores {
                prop_assert!((0.0..=1.0).contains(&score.importance) && score.similarity.is_none_or(|s| (0.0..=1.0).contains(&s)));
                prop_assert_eq!(score.outcome == Outcome::Selected, routed.selected.contains(&score.id));
            }
        }
    }
}
