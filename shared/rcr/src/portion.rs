use crate::{
    Candidate, Outcome, Request, Role, Selected, Span,
    learned::{Cut, Place, Sheet, Weights},
};

/// What of a passage is worth reading, or why nothing is, and how likely its best sentence is.
pub(crate) struct Portion {
    pub relevance: f64,
    pub selected: Result<Selected, Outcome>,
}

/// How much a sentence's cost weighs against its likelihood, and what costs as much as it is likely.
const COST: f64 = 0.8;
const USUAL_TOKENS: f64 = 30.0;

/// A token matters the less the more there are to read: the cut falls with the size of the full context. Where there is little to
/// read, little is to be saved, and the cut rises no further.
const SIZE: f64 = 1.5;
const SMALL_CONTEXT: f64 = 600.0;
const USUAL_CONTEXT: f64 = 1_000.0;
const LARGE_CONTEXT: f64 = 3_000.0;

/// The best sentences of so many passages are always kept: evidence must survive a weak match, and an answer is told by what else there is.
const FEWEST_PASSAGES: usize = 3;

/// Who works on what is cited needs no other passage that does not probably hold an answer.
const PROBABLE: f64 = 0.5;

/// What of each passage is worth its tokens. `full_tokens` are those of all passages, also of ones that are not among these.
pub(crate) fn portions(request: &Request<'_>, passages: &[&Candidate], full_tokens: u64) -> Vec<Portion> {
    let sheet = Sheet::of(request, passages);
    let (places, weights) = (sheet.places(), Weights::learned());
    let likely = sheet.likelihoods(weights);
    let mut kept = worthwhile(passages, &places, &likely, least(request, passages, weights.cut, full_tokens));
    for (at, place) in places.iter().enumerate() {
        kept[at] |= is_cited(passages[place.page], place);
    }
    keep_the_best(&places, &likely, &mut kept);
    let mut lines: Vec<Vec<Line>> = passages.iter().map(|_| Vec::new()).collect();
    for ((place, likely), kept) in places.iter().zip(&likely).zip(kept) {
        lines[place.page].push(Line { place: *place, likely: *likely, kept });
    }
    passages.iter().zip(lines).map(|(passage, lines)| portion(passage, lines, request.role.budget())).collect()
}

struct Line {
    place: Place,
    likely: f64,
    kept: bool,
}

/// The cut for this request.
fn least(request: &Request<'_>, passages: &[&Candidate], cut: Cut, full_tokens: u64) -> f64 {
    let looks_back = matches!(request.role, Role::Rewriter | Role::Verifier);
    if looks_back && passages.iter().any(|passage| passage.is_cited()) {
        return PROBABLE;
    }
    cut.of(request.query != request.question, full_tokens)
}

impl Cut {
    /// The least worth of a sentence that is read.
    pub fn of(self, is_part: bool, full_tokens: u64) -> f64 {
        let usual = if is_part { self.part } else { self.whole };
        usual * (USUAL_CONTEXT / (full_tokens as f64).clamp(SMALL_CONTEXT, LARGE_CONTEXT)).powf(SIZE)
    }
}

/// A sentence is worth its likelihood, less the more it costs; the likeliest of a passage bears the title's cost.
pub fn worth(likely: f64, tokens: u32) -> f64 {
    likely / (f64::from(tokens.max(1)) / USUAL_TOKENS).powf(COST)
}

fn worthwhile(passages: &[&Candidate], places: &[Place], likely: &[f64], least: f64) -> Vec<bool> {
    let best = best_of_pages(passages.len(), places, likely);
    let cost = |at: usize, place: &Place| match best[place.page] == Some(at) && place.span.is_some() {
        true => place.tokens.saturating_add(passages[place.page].title_tokens),
        false => place.tokens,
    };
    places.iter().enumerate().map(|(at, place)| worth(likely[at], cost(at, place)) >= least).collect()
}

/// The likeliest line of each page, the first of equal ones.
fn best_of_pages(pages: usize, places: &[Place], likely: &[f64]) -> Vec<Option<usize>> {
    let mut best: Vec<Option<usize>> = vec![None; pages];
    for (at, place) in places.iter().enumerate() {
        if best[place.page].is_none_or(|best| likely[at] > likely[best]) {
            best[place.page] = Some(at);
        }
    }
    best
}

/// The likeliest sentences of different passages.
fn keep_the_best(places: &[Place], likely: &[f64], kept: &mut [bool]) {
    let pages = places.last().map_or(0, |place| place.page + 1);
    let mut best: Vec<usize> = best_of_pages(pages, places, likely).into_iter().flatten().collect();
    best.sort_by(|one, two| likely[*two].total_cmp(&likely[*one]).then(one.cmp(two)));
    for at in best.into_iter().take(FEWEST_PASSAGES) {
        kept[at] = true;
    }
}

fn is_cited(passage: &Candidate, place: &Place) -> bool {
    match place.span {
        None => passage.is_cited(),
        Some(span) => passage.cited.iter().any(|cited| cited.start < span.end && span.start < cited.end),
    }
}

/// The kept sentences. Where they exceed the budget, the likelier ones that fit.
fn portion(passage: &Candidate, mut lines: Vec<Line>, budget: u32) -> Portion {
    let relevance = lines.iter().map(|line| line.likely).fold(0.0, f64::max);
    let least_kept = |lines: &[Line]| {
        let kept = (0..lines.len()).filter(|at| lines[*at].kept);
        kept.min_by(|one, two| lines[*one].likely.total_cmp(&lines[*two].likely).then(two.cmp(one)))
    };
    let is_wanted = lines.iter().any(|line| line.kept);
    while tokens(passage, &lines) > budget
        && let Some(at) = least_kept(&lines)
    {
        lines[at].kept = false;
    }
    let selected = match lines.iter().any(|line| line.kept) {
        true => Ok(Selected { id: passage.id.clone(), spans: spans(&lines), tokens: tokens(passage, &lines) }),
        false if is_wanted || smallest(passage) > budget => Err(Outcome::Oversized),
        false => Err(Outcome::NotNeeded),
    };
    Portion { relevance, selected }
}

/// The least that can be read of it.
fn smallest(passage: &Candidate) -> u32 {
    let sentence = passage.sentences.iter().map(|sentence| sentence.tokens).min();
    sentence.map_or(passage.tokens, |tokens| passage.title_tokens.saturating_add(tokens))
}

fn tokens(passage: &Candidate, lines: &[Line]) -> u32 {
    let kept = lines.iter().filter(|line| line.kept);
    match lines.iter().all(|line| line.kept) {
        true => passage.tokens,
        false => kept.fold(passage.title_tokens, |sum: u32, line| sum.saturating_add(line.place.tokens)).min(passage.tokens),
    }
}

/// Neighbours as one; nothing where all is kept.
fn spans(lines: &[Line]) -> Option<Vec<Span>> {
    if lines.iter().all(|line| line.kept) {
        return None;
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut follows = false;
    for line in lines {
        match (line.place.span, spans.last_mut()) {
            (Some(span), Some(last)) if line.kept && follows => last.end = span.end,
            (Some(span), _) if line.kept => spans.push(span),
            _ => {}
        }
        follows = line.kept;
    }
    Some(spans)
}
