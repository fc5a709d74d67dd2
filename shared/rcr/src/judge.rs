use crate::{
    Candidate, Outcome, Request, Selected, SourceKind,
    importance::{importance, rounded},
    relevance::relevance,
    vocabulary::{Gist, Vocabulary},
};

/// A candidate with what was found of it.
#[derive(Debug, Clone)]
pub(crate) struct Judged<'a> {
    pub candidate: &'a Candidate,
    pub relevance: f64,
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

/// The least likeness with which a passage passes the semantic filter, and how many may.
const MIN_SIMILARITY: f64 = 0.35;
const MOST_PASSAGES: usize = 12;

/// Passages that are kept even if none is relevant enough: evidence must survive a weak match of words.
const FEWEST_PASSAGES: usize = 3;

/// The candidates with their scores, by id.
pub(crate) fn judge<'a>(request: &Request<'a>) -> Vec<Judged<'a>> {
    let mut candidates: Vec<&Candidate> = request.candidates.iter().collect();
    candidates.sort_by(|one, two| one.id.cmp(&two.id));
    let mut vocabulary = Vocabulary::new(request.query, request.role);
    let gists: Vec<Gist> = candidates.iter().map(|candidate| vocabulary.gist(candidate)).collect();
    let relevance = relevance(request.query, &candidates, &gists, vocabulary.query_len());
    let judged = candidates.into_iter().zip(gists).zip(relevance).map(|((candidate, gist), relevance)| {
        let whole = Selected { id: candidate.id.clone(), spans: None, tokens: candidate.tokens };
        Judged {
            candidate,
            relevance: rounded(relevance),
            importance: importance(request, candidate, relevance, gist.keyword_balance),
            similarity: request.similarities.and_then(|similarities| similarities.get(&candidate.id).copied()),
            portion: if candidate.tokens > request.role.budget() { Err(Outcome::Oversized) } else { Ok(whole) },
        }
    });
    let mut judged: Vec<Judged> = judged.collect();
    filter(&mut judged, |judged| Some(judged.relevance), Outcome::NotNeeded);
    if request.similarities.is_some() {
        filter(&mut judged, |judged| judged.similarity, Outcome::Filtered);
    }
    judged
}

/// The semantic filter. It looks at passages alone: a run's memory is small and its own. A passage that is cited needs no likeness.
fn filter(judged: &mut [Judged<'_>], likeness: impl Fn(&Judged<'_>) -> Option<f64>, reason: Outcome) {
    let subject = |judged: &Judged| judged.is_passage() && !judged.candidate.is_cited() && judged.portion.is_ok();
    let mut ranked: Vec<(f64, usize)> =
        (0..judged.len()).filter(|at| subject(&judged[*at])).filter_map(|at| Some((likeness(&judged[at])?, at))).collect();
    // By id where equal, as the candidates are.
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    let alike = ranked.iter().take_while(|(likeness, _)| *likeness >= MIN_SIMILARITY).count();
    for (_, at) in ranked.into_iter().skip(alike.clamp(FEWEST_PASSAGES, MOST_PASSAGES)) {
        judged[at].portion = Err(reason);
    }
}
