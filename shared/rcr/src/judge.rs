use std::collections::BTreeMap;

use crate::{
    Candidate, Outcome, Request, Selected, SourceKind,
    importance::{importance, rounded},
    lexical::matches,
    meaning::{MIN_SIMILARITY, nearness},
    portion::{Portion, portions},
    role::OWN_STAGE,
    vocabulary::{Gist, Vocabulary},
};

/// A candidate with what was found of it.
#[derive(Debug, Clone)]
pub(crate) struct Judged<'a> {
    pub candidate: &'a Candidate,
    pub relevance: f64,
    /// What of the relevance is owed to its meaning.
    pub meant: f64,
    pub importance: f64,
    pub similarity: Option<f64>,
    /// What of it is worth reading, or why nothing is.
    pub portion: Result<Selected, Outcome>,
}

impl Judged<'_> {
    pub fn is_passage(&self) -> bool {
        self.candidate.kind == SourceKind::Passage
    }

    pub fn whole(&self) -> Selected {
        Selected { id: self.candidate.id.clone(), spans: None, tokens: self.candidate.tokens }
    }
}

/// How many passages pass the semantic filter.
const MOST_PASSAGES: usize = 12;

/// Passages that are kept even if none is relevant enough: evidence must survive a weak match of words.
const FEWEST_PASSAGES: usize = 3;

/// Passages that the learned model looks at: those that match best, and what is cited. Of those that are nearest in meaning
/// it looks at as many more as may pass the filter.
const MOST_LOOKED_AT: usize = 128;

/// The candidates with their scores, by id.
///
/// The first pass matches words and is cheap; the learned model sees only what passes it.
pub(crate) fn judge<'a>(request: &Request<'a>) -> Vec<Judged<'a>> {
    let mut candidates: Vec<&Candidate> = request.candidates.iter().collect();
    candidates.sort_by(|one, two| one.id.cmp(&two.id));
    let mut vocabulary = Vocabulary::new(request.query, request.role);
    let gists: Vec<Gist> = candidates.iter().map(|candidate| vocabulary.gist(candidate)).collect();
    let matches = matches(request.query, &candidates, &gists, vocabulary.query_len());
    let near = nearness(request, &candidates);
    let looked_at = looked_at(&candidates, &matches, &near);
    let mut portions = portions_of(request, &candidates, &looked_at, &near);
    let judged = candidates.into_iter().enumerate().map(|(at, candidate)| {
        let Portion { relevance, meant, selected } =
            portions.remove(&at).unwrap_or_else(|| of_words_alone(request, candidate, matches[at]));
        Judged {
            candidate,
            relevance: rounded(relevance),
            meant: rounded(meant),
            importance: importance(request, candidate, relevance, gists[at].keyword_balance),
            similarity: request.similarities.and_then(|similarities| similarities.get(&candidate.id).copied()),
            portion: selected,
        }
    });
    let mut judged: Vec<Judged> = judged.collect();
    filter(&mut judged);
    judged
}

/// Their places, ascending.
fn looked_at(candidates: &[&Candidate], matches: &[f64], near: &[f64]) -> Vec<usize> {
    let is_passage = |at: &usize| candidates[*at].kind == SourceKind::Passage;
    let mut best: Vec<usize> = (0..candidates.len()).filter(is_passage).collect();
    let before = |one: &usize, two: &usize| {
        let cited = |at: &usize| candidates[*at].is_cited();
        cited(two).cmp(&cited(one)).then_with(|| matches[*two].total_cmp(&matches[*one])).then(one.cmp(two))
    };
    if best.len() > MOST_LOOKED_AT {
        best.select_nth_unstable_by(MOST_LOOKED_AT, before);
        let mut nearest: Vec<usize> = best.split_off(MOST_LOOKED_AT).into_iter().filter(|at| near[*at] > 0.0).collect();
        nearest.sort_unstable_by(|one, two| near[*two].total_cmp(&near[*one]).then(one.cmp(two)));
        best.extend(nearest.into_iter().take(MOST_PASSAGES));
        best.sort_unstable();
    }
    best
}

fn portions_of(request: &Request<'_>, candidates: &[&Candidate], looked_at: &[usize], near: &[f64]) -> BTreeMap<usize, Portion> {
    let passages: Vec<&Candidate> = looked_at.iter().map(|at| candidates[*at]).collect();
    let near: Vec<f64> = looked_at.iter().map(|at| near[*at]).collect();
    let all = candidates.iter().filter(|candidate| candidate.kind == SourceKind::Passage);
    let full_tokens = all.map(|candidate| u64::from(candidate.tokens)).sum();
    looked_at.iter().copied().zip(portions(request, &passages, &near, full_tokens)).collect()
}

/// A run's memory is small and its own: it is read where it concerns the role. A passage that matches too little is not.
fn of_words_alone(request: &Request<'_>, candidate: &Candidate, relevance: f64) -> Portion {
    let selected = match candidate.kind {
        _ if candidate.tokens > request.role.budget() => Err(Outcome::Oversized),
        SourceKind::Passage => Err(Outcome::NotNeeded),
        _ if request.role.stake_in(candidate.stage) < OWN_STAGE => Err(Outcome::OffRole),
        SourceKind::Plan | SourceKind::Answer | SourceKind::Critique => {
            Ok(Selected { id: candidate.id.clone(), spans: None, tokens: candidate.tokens })
        }
    };
    let relevance = if candidate.kind == SourceKind::Passage { 0.0 } else { relevance };
    Portion { relevance, meant: 0.0, selected }
}

/// The semantic filter. It looks at passages alone, and at none that is cited.
fn filter(judged: &mut [Judged<'_>]) {
    let subject = |judged: &Judged| judged.is_passage() && !judged.candidate.is_cited() && judged.portion.is_ok();
    let mut ranked: Vec<(f64, usize)> =
        (0..judged.len()).filter(|at| subject(&judged[*at])).filter_map(|at| Some((judged[at].similarity?, at))).collect();
    // By id where equal, as the candidates are.
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    let alike = ranked.iter().take_while(|(likeness, _)| *likeness >= MIN_SIMILARITY).count();
    for (_, at) in ranked.into_iter().skip(alike.clamp(FEWEST_PASSAGES, MOST_PASSAGES)) {
        judged[at].portion = Err(Outcome::Filtered);
    }
}
