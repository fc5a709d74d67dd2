use crate::{
    Candidate, Outcome, Request, Role, Selected, Span,
    cut::{best_of_pages, worthwhile},
    importance::rounded,
    judge::Judged,
    learned::{Place, Sheet, Weights},
    meaning::raised_lines,
    selection::select,
};

/// What of a passage is worth reading, or why nothing is, and how likely its best sentence is.
pub(crate) struct Portion {
    pub relevance: f64,
    /// What of that is owed to what the passage means, and not to its words.
    pub meant: f64,
    pub selected: Result<Selected, Outcome>,
}

/// Who works on what is cited needs no other passage that does not probably hold an answer.
const PROBABLE: f64 = 0.5;

/// Who judges an answer needs nothing that is so much less likely to speak of it than the best.
const BESIDE_THE_BEST: f64 = 0.05;

/// What of each passage is worth its tokens, where they are so near in meaning. `full_tokens` are those of all passages, also of ones that are not among these.
pub(crate) fn portions(request: &Request<'_>, passages: &[&Candidate], near: &[f64], full_tokens: u64) -> Vec<Portion> {
    let sheet = Sheet::of(request, passages);
    let (places, weights) = (sheet.places(), Weights::learned());
    let by_words = sheet.likelihoods(weights);
    let likely = raised_lines(&places, &by_words, near);
    let least = match is_looking_back(request, passages) {
        true => PROBABLE,
        false => weights.cut.of(request.query != request.question, full_tokens, &likely),
    };
    let mut kept = worthwhile(passages, &places, &likely, least);
    let least_likely = if is_judging(request.role) { BESIDE_THE_BEST * likely.iter().copied().fold(0.0, f64::max) } else { 0.0 };
    for (at, place) in places.iter().enumerate() {
        kept[at] = kept[at] && likely[at] >= least_likely || is_cited(passages[place.page], place);
    }
    let mut portions = of_kept(passages, &places, &likely, &kept, request.role.budget());
    for (portion, best) in portions.iter_mut().zip(best_of_pages(passages.len(), &places, &by_words)) {
        portion.meant = portion.relevance - best.map_or(0.0, |best| by_words[best]);
    }
    portions
}

/// What is read of passages whose sentences are so likely, where nothing else claims the budget: what a router that has learned
/// this cut would give the Solver.
pub fn readable(passages: &[&Candidate], places: &[Place], likely: &[f64], least: f64) -> Vec<Selected> {
    let budget = Role::Solver.budget();
    let kept = worthwhile(passages, places, likely, least);
    let portions = of_kept(passages, places, likely, &kept, budget);
    let judged = passages.iter().zip(portions).map(|(candidate, Portion { relevance, meant, selected })| Judged {
        candidate,
        relevance,
        meant,
        importance: rounded(relevance),
        similarity: None,
        portion: selected,
    });
    select(judged.collect::<Vec<_>>().iter().collect(), budget)
}

fn of_kept(passages: &[&Candidate], places: &[Place], likely: &[f64], kept: &[bool], budget: u32) -> Vec<Portion> {
    let mut lines: Vec<Vec<Line>> = passages.iter().map(|_| Vec::new()).collect();
    for ((place, likely), kept) in places.iter().zip(likely).zip(kept) {
        lines[place.page].push(Line { place: *place, likely: *likely, kept: *kept });
    }
    passages.iter().zip(lines).map(|(passage, lines)| portion(passage, lines, budget)).collect()
}

/// Works on answers, and not on the sub-questions they answer.
fn is_judging(role: Role) -> bool {
    matches!(role, Role::Rewriter | Role::Verifier)
}

fn is_looking_back(request: &Request<'_>, passages: &[&Candidate]) -> bool {
    is_judging(request.role) && passages.iter().any(|passage| passage.is_cited())
}

struct Line {
    place: Place,
    likely: f64,
    kept: bool,
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
    Portion { relevance, meant: 0.0, selected }
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
