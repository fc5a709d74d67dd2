use crate::extractive::{
    page::{Sentence, Token},
    question::{Asked, Expected},
    relations::{self, Relation},
    spans,
};

use super::ranking::Ranking;

/// Where in a sentence a candidate stands: words `first..last`, empty at the start where the title is the sentence's unspoken subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub first: usize,
    pub last: usize,
}

/// A sentence with the words that name the question's subject.
pub(super) struct Scene<'s> {
    pub sentence: &'s Sentence<'s>,
    pub subject: Vec<bool>,
    /// Whether the page is about the question's subject, so that the sentence speaks of it unsaid.
    pub unspoken: bool,
}

/// How surely a sentence on the subject's own page speaks of the subject without naming it.
const UNSPOKEN: f64 = 0.85;

/// How far a word that counts stands off before an answer is half as likely.
const REACH: f64 = 5.0;

impl<'s> Scene<'s> {
    pub fn new(asked: &Asked, sentence: &'s Sentence<'s>, unspoken: bool) -> Self {
        let names = |token: &Token| {
            if asked.subjects.is_empty() {
                !token.stop && asked.terms.contains(&token.stem)
            } else {
                asked.subjects.iter().any(|name| name.holds(token))
            }
        };
        Self { sentence, subject: sentence.tokens.iter().map(names).collect(), unspoken }
    }

    fn tokens(&self) -> &[Token<'s>] {
        &self.sentence.tokens
    }

    /// How surely the subject governs what stands at `at`: it opens the sentence, stands close before, or is what the page is about.
    fn subject_before(&self, at: usize) -> f64 {
        let unspoken = if self.unspoken { UNSPOKEN } else { 0.0 };
        let Some(last) = self.subject[..at].iter().rposition(|named| *named) else {
            return unspoken;
        };
        let opens = if self.subject[..at.min(3)].contains(&true) { 0.9 } else { 0.0 };
        nearness(self.tokens(), last + 1, at).max(opens).max(unspoken)
    }

    fn subject_after(&self, at: usize) -> f64 {
        let Some(next) = self.subject.get(at..).and_then(|after| after.iter().position(|named| *named)) else {
            return 0.0;
        };
        nearness(self.tokens(), at, at + next)
    }
}

/// How surely the wording makes the candidate the answer to the relation, from 0 to 1.
pub(super) fn told_as(relation: &Relation, inverse: bool, scene: &Scene, place: Place) -> f64 {
    let mut best = 0.0_f64;
    let (after, before) = if inverse { (&relation.backward, &relation.forward) } else { (&relation.forward, &relation.backward) };
    for cue in after {
        for (nth, at) in relations::places(cue, scene.tokens()).enumerate() {
            let later = if nth == 0 { 1.0 } else { 0.8 };
            best = best.max(
                later
                    * forward(scene, at, cue, place)
                    * parent(relation.name, scene, at + cue.len(), place)
                    * of_parents(relation.name, scene, at),
            );
        }
    }
    for cue in before {
        for at in relations::places(cue, scene.tokens()) {
            best = best.max(backward(scene, at, cue, place));
        }
    }
    for cue in relation.nouns.iter().filter(|_| !inverse) {
        for at in relations::places(cue, scene.tokens()) {
            best = best.max(noun(scene, at, at + cue.len(), place) * of_parents(relation.name, scene, at));
        }
    }
    best.min(1.0)
}

/// Who is named after "child of" is the parent, not the child.
fn is_parent(scene: &Scene, from: usize) -> bool {
    let after = scene.subject.iter().skip(from).take(12).any(|named| *named);
    after && !scene.unspoken && !scene.subject[..from].contains(&true)
}

/// The wife in "daughter of A and his wife B" is the father's.
fn of_parents(relation: &str, scene: &Scene, at: usize) -> f64 {
    let before = &scene.tokens()[at.saturating_sub(8)..at];
    let parents = before.iter().any(|token| matches!(token.folded.as_str(), "son" | "daughter" | "child"));
    if relation == "spouse" && parents { 0.3 } else { 1.0 }
}

/// "Child of A and B" names the father first, and a wife is the mother.
fn parent(relation: &str, scene: &Scene, from: usize, place: Place) -> f64 {
    let between = scene.tokens().get(from..place.first).unwrap_or_default();
    let second = between.iter().any(|token| matches!(token.folded.as_str(), "and" | "wife" | "by" | "mistress"));
    let titled = scene.tokens().get(place.first.saturating_sub(1)..place.last).unwrap_or_default();
    let husband = between.iter().any(|token| token.folded == "husband");
    let wed = scene.tokens().get(place.last + 1..(place.last + 5).min(scene.tokens().len())).unwrap_or_default();
    let wife =
        scene.tokens().get(place.last).is_some_and(|token| token.folded == "and") && wed.iter().any(|token| token.folded == "husband");
    let lady = titled.iter().any(|token| LADIES.contains(&token.folded.as_str()));
    match relation {
        "father" | "mother" if is_parent(scene, from) => 0.2,
        "father" if husband => 1.0,
        "mother" if husband => 0.2,
        "father" if wife => 0.35,
        "mother" if wife => 1.0,
        "father" if second || lady => 0.45,
        "mother" if !second && !lady => 0.35,
        "mother" if second => 1.6,
        _ => 1.0,
    }
}

const LADIES: &[&str] =
    &["lady", "queen", "princess", "countess", "duchess", "baroness", "mrs", "empress", "dame", "wife", "mother", "née"];

fn forward(scene: &Scene, at: usize, cue: &[String], place: Place) -> f64 {
    let end = at + cue.len();
    if place.first < end {
        return 0.0;
    }
    let whole = if cue.len() > 1 { 1.0 } else { 0.85 };
    let agreed = scene.subject_before(at).max(0.5 * scene.subject_after(place.last)).max(0.4);
    whole * agreed * nearness(scene.tokens(), end, place.first)
}

fn backward(scene: &Scene, at: usize, cue: &[String], place: Place) -> f64 {
    let end = at + cue.len();
    let passive = scene.tokens().get(end).is_some_and(|token| token.folded == "by");
    if place.last > at || passive {
        return 0.0;
    }
    let agreed = scene.subject_after(end).max(if scene.unspoken { 0.45 } else { 0.35 });
    let whole = if cue.len() > 1 { 1.0 } else { 0.9 };
    whole * agreed * nearness(scene.tokens(), place.last, at)
}

/// "The capital of S is A", "A is the capital of S", "S's capital, A", "A, capital of S".
fn noun(scene: &Scene, at: usize, end: usize, place: Place) -> f64 {
    let tokens = scene.tokens();
    let of = tokens.get(end).is_some_and(|token| matches!(token.folded.as_str(), "of" | "for" | "to" | "in"));
    if !of {
        let agreed = 0.95 * scene.subject_before(at).max(0.5);
        return if place.first >= end {
            agreed * nearness(tokens, end, place.first)
        } else if place.last <= at {
            0.5 * agreed * nearness(tokens, place.last, at)
        } else {
            0.0
        };
    }
    let owner_named = scene.subject.get(end + 1..(end + 8).min(tokens.len())).is_some_and(|window| window.contains(&true));
    let owner_end = (end + 1..tokens.len()).find(|i| !scene.subject[*i] && !tokens[*i].stop && scene.subject[end..*i].contains(&true));
    let copula = owner_named
        && (end + 1..owner_end.unwrap_or(tokens.len())).any(|i| matches!(tokens[i].folded.as_str(), "is" | "was" | "are" | "were"));
    if place.first > end {
        if copula { nearness(tokens, owner_end.unwrap_or(end), place.first) } else { 0.3 * nearness(tokens, end, place.first) }
    } else if place.last <= at {
        (if owner_named { 0.95 } else { 0.35 }) * nearness(tokens, place.last, at)
    } else {
        0.0
    }
}

/// 1 side by side, less with every word and every break of the clause between.
pub(super) fn nearness(tokens: &[Token], from: usize, to: usize) -> f64 {
    let Some(between) = tokens.get(from..to.min(tokens.len())) else {
        return 0.0;
    };
    let steps: f64 = between.iter().map(|token| if token.stop { 0.5 } else { 1.0 }).sum();
    let breaks =
        tokens[from..=to.min(tokens.len() - 1)].iter().filter(|token| token.gap.contains([';', ':']) || token.folded == "who").count();
    REACH / (REACH + steps + 3.0 * breaks as f64)
}

/// Whether a word can be a year.
fn is_dated(token: &Token) -> bool {
    token.text.len() >= 4 && token.text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The halves of a life in brackets after a name, as word ranges: `(12 May 1900 in Oslo – 3 June 1960)`.
pub(in crate::extractive) fn life_span(sentence: &Sentence, text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let tokens = &sentence.tokens;
    let opens = tokens.iter().enumerate().take(16).filter(|(_, token)| token.gap.contains('('));
    let dated = |at: &usize| tokens[*at..].iter().take_while(|token| !token.gap.contains(')')).any(is_dated);
    let mut brackets = opens.map(|(at, _)| at);
    let first = brackets.clone().next()?;
    let open = brackets.find(dated).unwrap_or(first);
    let close = tokens[open..].iter().position(|token| token.gap.contains(')')).map_or(tokens.len(), |at| open + at.max(1));
    let inside = &tokens[open..close.max(open + 1)];
    let days = spans::days(inside);
    let died = inside.iter().position(|t| matches!(t.folded.as_str(), "died" | "d")).map(|at| open + at);
    let second = days.get(1).map(|(span, _)| open + span.first).filter(|at| {
        let before = &text[..tokens[*at].start].trim_end();
        tokens[*at].folded == tokens[open].folded
            || before.ends_with(['–', '-', '—', '−'])
            || before.ends_with("to")
            || tokens[*at].text.len() > 4
            || died.is_some()
    });
    if days.is_empty() {
        return None;
    }
    match died.or(second).or_else(|| days.get(1).map(|(span, _)| open + span.first)) {
        Some(at) if at > open => Some((open..at, at..close)),
        Some(_) => Some((open..open, open..close)),
        None => Some((open..close, close..close)),
    }
}

/// How surely the candidate is the subject of a verb: it stands before it, or after its passive.
fn subject_of(verb: &str, scene: &Scene, place: Place) -> f64 {
    let tokens = scene.tokens();
    let verbs = tokens.iter().enumerate().filter(|(_, token)| token.stem == verb);
    let fits = verbs.map(|(at, _)| {
        let passive = tokens.get(at + 1).is_some_and(|token| token.folded == "by");
        match passive {
            true if place.first > at => nearness(tokens, at + 2, place.first),
            false if place.last <= at => nearness(tokens, place.last, at).max(if place.first < 2 { 0.7 } else { 0.0 }),
            _ => 0.0,
        }
    });
    fits.fold(0.0, f64::max)
}

/// How close the candidate stands to the question's own words, for questions without a known relation.
pub(super) fn closeness(asked: &Asked, scene: &Scene, place: Place, ranking: &Ranking) -> f64 {
    let mut total = 0.0;
    let mut found = 0.0;
    for term in &asked.terms {
        let weight = ranking.rarity(term);
        total += weight;
        let near = scene.tokens().iter().enumerate().filter(|(_, token)| ranking.means(token, term)).map(|(at, _)| {
            let off = if at < place.first { place.first - at } else { (at + 1).saturating_sub(place.last.max(1)) };
            REACH / (REACH + off as f64)
        });
        found += weight * near.fold(0.0, f64::max);
    }
    let spread = if total > 0.0 { found / total } else { 0.0 };
    let spread = match &asked.verb {
        Some(verb) => 0.8 * spread + 0.2 * subject_of(verb, scene, place),
        None => spread,
    };
    let placed = asked.expected.agrees_with(Expected::Place)
        && place.first > 0
        && scene.tokens().get(place.first - 1).is_some_and(|t| t.folded == "in");
    (spread + if placed { 0.1 } else { 0.0 }).min(1.0)
}
