use std::collections::BTreeMap;

use crate::{
    Outcome, Policy, Request, Routed, Scored, Selected,
    judge::{Judged, judge},
    role::OWN_STAGE,
    selection::{best_first, greedy, select},
};

/// Chooses the context for a role (arXiv 2508.04903, algorithm 1), and tells what the other policies would have cost.
pub fn route(request: &Request<'_>) -> Routed {
    let budget = request.role.budget();
    let judged = judge(request);
    let by_importance = select(judged.iter().collect(), budget);
    let by_tags = select_by_tags(request, &judged);
    let (rcr_tokens, static_tokens) = (total(&by_importance), total(&by_tags));
    let selected = match request.policy {
        Policy::Full => everything(&judged),
        Policy::Static => by_tags,
        Policy::Rcr => by_importance,
    };
    let scores = scores(request, &judged, &selected);
    let with = |outcome| scores.iter().filter(move |scored: &&Scored| scored.outcome == outcome);
    let passages = |fits: fn(&Judged) -> bool| judged.iter().filter(|judged| judged.is_passage() && fits(judged)).count() as u32;
    Routed {
        policy: request.policy,
        budget,
        selected_tokens: total(&selected),
        full_tokens: judged.iter().fold(0, |sum: u32, judged| sum.saturating_add(judged.candidate.tokens)),
        static_tokens,
        rcr_tokens,
        filter_hits: passages(|judged| judged.portion.is_ok()),
        filter_misses: passages(|judged| matches!(judged.portion, Err(Outcome::Filtered | Outcome::NotNeeded))),
        oversized: with(Outcome::Oversized).map(|scored| scored.id.clone()).collect(),
        selected,
        scores,
    }
}

/// The full policy: the paper's first baseline, that knows no budget.
fn everything(judged: &[Judged<'_>]) -> Vec<Selected> {
    let mut all: Vec<&Judged> = judged.iter().collect();
    all.sort_by(|one, two| best_first(one, two));
    all.into_iter().map(Judged::whole).collect()
}

/// The static policy: the paper's second baseline, that knows roles and stages but not the question.
fn select_by_tags(request: &Request<'_>, judged: &[Judged<'_>]) -> Vec<Selected> {
    let stake = |judged: &Judged| request.role.stake_in(judged.candidate.stage);
    let mut tagged: Vec<&Judged> = judged.iter().filter(|judged| stake(judged) >= OWN_STAGE).collect();
    tagged.sort_by(|one, two| {
        let newest = || two.candidate.wave.cmp(&one.candidate.wave);
        stake(two).total_cmp(&stake(one)).then_with(newest).then_with(|| one.candidate.id.cmp(&two.candidate.id))
    });
    let taken = greedy(tagged.iter().map(|judged| judged.candidate.tokens), request.role.budget());
    taken.into_iter().map(|at| tagged[at].whole()).collect()
}

fn scores(request: &Request<'_>, judged: &[Judged<'_>], selected: &[Selected]) -> Vec<Scored> {
    let chosen: BTreeMap<&str, &Selected> = selected.iter().map(|selected| (selected.id.as_str(), selected)).collect();
    let scored = judged.iter().map(|judged| Scored {
        id: judged.candidate.id.clone(),
        importance: judged.importance,
        relevance: judged.relevance,
        similarity: judged.similarity,
        meant: (judged.meant > 0.0).then_some(judged.meant),
        outcome: match chosen.contains_key(judged.candidate.id.as_str()) {
            true => Outcome::Selected,
            false => left_out(request, judged),
        },
    });
    scored.collect()
}

fn left_out(request: &Request<'_>, judged: &Judged<'_>) -> Outcome {
    let budget = request.role.budget();
    let tokens = match (request.policy, &judged.portion) {
        (Policy::Rcr, Err(reason)) => return *reason,
        (Policy::Rcr, Ok(portion)) => portion.tokens,
        (Policy::Full | Policy::Static, _) if request.role.stake_in(judged.candidate.stage) < OWN_STAGE => return Outcome::OffRole,
        (Policy::Full | Policy::Static, _) => judged.candidate.tokens,
    };
    if tokens > budget { Outcome::Oversized } else { Outcome::OverBudget }
}

fn total(selected: &[Selected]) -> u32 {
    selected.iter().fold(0, |sum: u32, selected| sum.saturating_add(selected.tokens))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Candidate, Cost, Policy, Role, RunMetrics, SourceKind, Stage};

    fn passage(id: &str, title: &str, text: &str, tokens: u32) -> Candidate {
        Candidate::passage(id, title, text, Cost { tokens, ..Cost::default() })
    }

    fn solver<'a>(query: &'a str, candidates: &'a [Candidate]) -> Request<'a> {
        Request::new(Role::Solver, query, candidates)
    }

    fn ids(routed: &Routed) -> Vec<String> {
        routed.selected.iter().map(|selected| selected.id.clone()).collect()
    }

    fn outcomes(routed: &Routed) -> Vec<(&str, Outcome)> {
        routed.scores.iter().map(|score| (score.id.as_str(), score.outcome)).collect()
    }

    #[test]
    fn every_candidate_is_accounted_for() {
        let mut candidates: Vec<Candidate> = (0..4).map(|n| passage(&format!("p{n}"), "Oslo", "The capital of Norway.", 300)).collect();
        candidates.push(passage("q0", "Rome", "A city of ruins.", 500));
        candidates.push(passage("r0", "Oslo", "The capital of Norway, at length.", 1025));
        candidates.push(Candidate { kind: SourceKind::Answer, stage: Stage::Solving, ..passage("a0", "", "Norway", 5) });
        let routed = route(&solver("capital Norway", &candidates));
        use Outcome::{NotNeeded, OverBudget, Oversized, Selected};
        let expected = [
            ("a0", Selected),
            ("p0", Selected),
            ("p1", Selected),
            ("p2", Selected),
            ("p3", OverBudget),
            ("q0", NotNeeded),
            ("r0", Oversized),
        ];
        assert_eq!(outcomes(&routed), expected);
        assert_eq!(ids(&routed), ["a0", "p0", "p1", "p2"]);
        assert_eq!((routed.budget, routed.selected_tokens, routed.full_tokens), (1024, 905, 2730));
        assert_eq!((routed.filter_hits, routed.filter_misses), (4, 1));
        assert_eq!(routed.oversized, ["r0"]);
    }

    #[test]
    fn fifty_documents_shrink_to_what_the_question_needs() {
        let text = |n: usize| {
            if n.is_multiple_of(10) { "Lhasa lies on the Kyi river." } else { "Yaks graze on the plateau." }
        };
        let candidates: Vec<Candidate> = (0..50).map(|n| passage(&format!("d{n:02}"), &format!("Title {n}"), text(n), 200)).collect();
        let routed = route(&solver("Which river is Lhasa on?", &candidates));
        assert_eq!(ids(&routed), ["d00", "d10", "d20", "d30", "d40"]);
        assert!(f64::from(routed.selected_tokens) <= 0.2 * f64::from(routed.full_tokens));
    }

    #[test]
    fn evidence_survives_a_question_in_other_words() {
        let candidates: Vec<Candidate> = (0..6).map(|n| passage(&format!("p{n}"), "", "Entirely different wording.", 50)).collect();
        assert_eq!(ids(&route(&solver("Unrelated question?", &candidates)))[..3], ["p0", "p1", "p2"]);
        assert!(route(&solver("Anything?", &[])).selected.is_empty());
    }

    #[test]
    fn roles_read_the_same_memory_differently() {
        let item = |id: &str, kind, stage, text: &str| Candidate { kind, stage, ..passage(id, "", text, 700) };
        let memory = [
            item("answer", SourceKind::Answer, Stage::Solving, "The answer is 5 kilometres."),
            item("plan", SourceKind::Plan, Stage::Planning, "The plan has a step."),
        ];
        let first = |role| route(&Request::new(role, "How long?", &memory)).selected.swap_remove(0).id;
        assert_eq!([Role::Planner, Role::Solver, Role::Rewriter].map(first), ["plan", "answer", "answer"]);
    }

    /// By the sentence, a word counting as a token.
    fn article(id: &str, title: &str, text: &str) -> Candidate {
        Candidate::passage(id, title, text, Cost::of(title, text, |text| text.split_whitespace().count()))
    }

    const OSLO: &str = "Oslo is the capital of Norway. Its trams are blue. Harald founded Oslo in 1048. It has many parks.";

    #[test]
    fn of_a_passage_only_what_answers_is_read_and_its_title_with_it() {
        let long = format!("{OSLO} {}", (0..15).map(|n| format!("Tram {n} goes by the harbour and comes back late. ")).collect::<String>());
        let candidates = [article("oslo", "Oslo", &long), article("rome", "Rome", "Rome is a city of ruins. Its trams are green.")];
        let routed = route(&Request { question: "When was the founder of Oslo born?", ..solver("Who founded Oslo?", &candidates) });
        let selected = &routed.selected[0];
        assert_eq!(selected.id, "oslo");
        let spans = selected.spans.as_ref().expect("some sentences are left out");
        let read: u32 = candidates[0].sentences.iter().filter(|s| routed.keeps("oslo", s.span.range())).map(|s| s.tokens).sum();
        assert_eq!(selected.tokens, read + candidates[0].title_tokens);
        assert!(routed.keeps("oslo", 51..79) && !routed.keeps("oslo", long.len() - 20..long.len() - 1));
        assert!(spans.is_sorted() && routed.selected_tokens < routed.full_tokens);
    }

    #[test]
    fn a_sentence_that_is_cited_is_read_before_all_else() {
        let cited = vec![candidates_of_sentence(OSLO, 1)];
        let candidates = [Candidate { cited, ..article("oslo", "Oslo", OSLO) }, article("rome", "Rome", "Romulus founded Rome.")];
        for role in [Role::Critic, Role::Rewriter, Role::Verifier] {
            let routed = route(&Request::new(role, "Who founded Rome?", &candidates));
            assert!(routed.selected[0].id == "oslo" && routed.keeps("oslo", 31..50), "{routed:?}");
        }
    }

    fn candidates_of_sentence(text: &str, n: usize) -> crate::Span {
        genesis_text::sentences(text)[n].clone().into()
    }

    #[test]
    fn each_policy_tells_what_all_would_have_cost() {
        let mut candidates: Vec<Candidate> = (0..40).map(|n| passage(&format!("p{n:02}"), "Rome", "A city of ruins.", 50)).collect();
        candidates[7].text = "Lhasa lies on the river Kyi.".to_owned();
        candidates.push(Candidate { kind: SourceKind::Plan, stage: Stage::Planning, ..passage("plan", "", "A plan.", 10) });
        let by = |policy| route(&Request { policy, ..solver("Which river is Lhasa on?", &candidates) });
        for policy in Policy::ALL {
            let routed = by(policy);
            assert_eq!((routed.full_tokens, routed.static_tokens), (2_010, 1_000));
            assert_eq!((routed.policy, routed.selected_tokens), (policy, routed.tokens_under(policy)));
        }
        assert_eq!((by(Policy::Full).selected.len(), by(Policy::Static).selected.len()), (41, 20));
        assert!(by(Policy::Rcr).selected[0].id == "p07" && by(Policy::Rcr).selected_tokens <= Role::Solver.budget());
    }

    #[test]
    fn where_meaning_is_known_what_is_far_from_it_is_filtered() {
        let candidates: Vec<Candidate> = (0..20).map(|n| passage(&format!("p{n:02}"), "Oslo", "The capital of Norway.", 20)).collect();
        let similarities = candidates.iter().enumerate().map(|(n, passage)| (passage.id.clone(), n as f64 / 20.0)).collect();
        let with = |similarities| route(&Request { similarities, ..solver("What is the capital of Norway?", &candidates) });
        let routed = with(Some(&similarities));
        assert!(routed.scores.iter().all(|scored| scored.similarity.is_some()));
        assert_eq!(routed.selected.len(), 12.min(with(None).selected.len()));
        assert!(ids(&routed).iter().all(|id| id.as_str() >= "p08"), "{:?}", ids(&routed));
    }

    #[test]
    fn what_is_near_in_meaning_is_read_though_its_words_are_far() {
        let mut candidates: Vec<Candidate> =
            (0..200).map(|n| passage(&format!("p{n:03}"), "Yaks", "A river is crossed by yaks.", 40)).collect();
        candidates.push(passage("z", "Tibet", "The Kyi runs past its seat of old.", 40));
        let similarities = candidates.iter().map(|passage| (passage.id.clone(), if passage.id == "z" { 0.9 } else { 0.4 })).collect();
        let by = |similarities| route(&Request { similarities, ..solver("Which river is Lhasa on?", &candidates) });
        let of_z = |routed: &Routed| routed.scores.last().expect("every candidate is scored").clone();
        let (by_words, by_meaning) = (of_z(&by(None)), of_z(&by(Some(&similarities))));
        assert_eq!((by_words.outcome, by_words.meant), (Outcome::NotNeeded, None));
        assert_eq!((by_meaning.outcome, ids(&by(Some(&similarities)))[0].as_str()), (Outcome::Selected, "z"));
        assert!(by_meaning.importance > by_words.importance && by_meaning.meant.is_some_and(|meant| (0.3..0.5).contains(&meant)));
        let told = RunMetrics::of([(Role::Solver, &by(Some(&similarities)))]);
        assert_eq!(told.owed_to_meaning[&Role::Solver], BTreeMap::from([("z".to_owned(), by_meaning.meant.unwrap())]));
    }

    #[test]
    fn likenesses_that_are_all_alike_change_no_choice() {
        let candidates: Vec<Candidate> = (0..9).map(|n| passage(&format!("p{n}"), "Oslo", "The capital of Norway.", 20 + n)).collect();
        let similarities = candidates.iter().map(|passage| (passage.id.clone(), 0.7)).collect();
        let by = |similarities| route(&Request { similarities, ..solver("What is the capital of Norway?", &candidates) });
        let importance = |routed: &Routed| routed.scores.iter().map(|scored| scored.importance.to_bits()).collect::<Vec<u64>>();
        assert_eq!((by(None).selected, importance(&by(None))), (by(Some(&similarities)).selected, importance(&by(Some(&similarities)))));
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
                kind,
                wave,
                stage,
                ..Candidate::passage(id, title, text, Cost { tokens, ..Cost::default() })
            });
            made.collect()
        })
    }

    fn shuffled() -> impl Strategy<Value = (Vec<Candidate>, Vec<Candidate>)> {
        candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    }

    proptest! {
        #[test]
        fn the_order_of_candidates_leaves_no_trace(
            (all, shuffled) in shuffled(),
            query in "([a-e]{1,2} ){0,5}",
            likenesses in prop::option::of(prop::collection::vec(-1.0..=1.0f64, 25)),
        ) {
            let similarities = likenesses.map(|likenesses| all.iter().map(|one| one.id.clone()).zip(likenesses).collect());
            let by = |candidates| route(&Request { similarities: similarities.as_ref(), ..solver(&query, candidates) });
            prop_assert_eq!(by(&all), by(&shuffled));
        }

        #[test]
        fn no_role_is_given_more_than_its_budget(all in candidates(), query in "([a-e]{1,2} ){0,5}", role in prop::sample::select(Role::ALL.to_vec())) {
            let routed = route(&Request { wave: 3, ..Request::new(role, &query, &all) });
            let tokens = |id: &String| all.iter().find(|candidate| candidate.id == *id).unwrap().tokens;
            prop_assert_eq!(routed.selected.iter().map(|selected| tokens(&selected.id)).sum::<u32>(), routed.selected_tokens);
            prop_assert!(routed.selected_tokens <= role.budget());
            prop_assert_eq!(routed.scores.len(), all.len());
            for score in &routed.scores {
                prop_assert!((0.0..=1.0).contains(&score.importance) && (0.0..=1.0).contains(&score.relevance));
                prop_assert_eq!(score.outcome == Outcome::Selected, ids(&routed).contains(&score.id));
            }
        }
    }
}
