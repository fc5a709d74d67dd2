use std::collections::{BTreeMap, BTreeSet};

use super::looks::Looks;
use crate::extractive::{
    page::{Page, Sentence, Token},
    question::{Asked, Expected, expected_of_noun},
    spans::{self, Sort, Span},
    synonyms::synonyms,
};

/// What the context says its titled things are: "Varn is a river in ..." makes Varn a place and a river.
#[derive(Debug)]
pub(super) struct Cast {
    defined: BTreeMap<Vec<String>, Definition>,
    /// Words the context also writes in lower case, which are no names by themselves.
    plain: BTreeSet<String>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Definition {
    pub sort: Option<Expected>,
    pub stems: BTreeSet<String>,
}

impl Cast {
    pub fn of(pages: &[Page]) -> Self {
        let mut defined: BTreeMap<Vec<String>, Definition> = BTreeMap::new();
        for page in pages {
            let key = key(&page.title);
            let definition = page.sentences.first().map(define).unwrap_or_default();
            let known = defined.entry(key).or_default();
            known.sort = known.sort.or(definition.sort);
            known.stems.extend(definition.stems);
        }
        for sentence in pages.iter().flat_map(|page| page.sentences.iter()) {
            define_in_passing(&mut defined, sentence);
        }
        let words = pages.iter().flat_map(|page| page.sentences.iter().flat_map(|sentence| &sentence.tokens));
        let plain = words.filter(|token| !token.is_capitalised() && !token.is_number()).map(|token| token.folded.clone()).collect();
        Self { defined, plain }
    }

    pub fn of_name(&self, tokens: &[Token]) -> Option<&Definition> {
        self.defined.get(&key(tokens))
    }
}

fn key(tokens: &[Token]) -> Vec<String> {
    tokens.iter().filter(|token| !token.stop).map(|token| token.stem.clone()).collect()
}

/// "The Oskan in Varn is the largest museum of ..." says what the Oskan is, wherever it stands.
fn define_in_passing(defined: &mut BTreeMap<Vec<String>, Definition>, sentence: &Sentence) {
    let tokens = &sentence.tokens;
    let Some(copula) = tokens.iter().take(9).position(|token| matches!(token.folded.as_str(), "is" | "was")) else {
        return;
    };
    let article = tokens.get(copula + 1).is_some_and(|token| matches!(token.folded.as_str(), "a" | "an" | "the" | "one"));
    let opening = spans::names(&tokens[..copula]).into_iter().find(|span| span.first <= 1 && span.sort == Sort::Name);
    if let (true, Some(name)) = (article, opening) {
        let known = defined.entry(key(&tokens[name.first..name.last])).or_default();
        let definition = define(sentence);
        known.sort = known.sort.or(definition.sort);
        known.stems.extend(definition.stems);
    }
}

/// The noun after the first "is a" decides; a life span in brackets makes a person.
fn define(sentence: &Sentence) -> Definition {
    let tokens = &sentence.tokens;
    let copula = tokens.iter().position(|token| matches!(token.folded.as_str(), "is" | "was" | "are" | "were"));
    let Some(copula) = copula else {
        return Definition::default();
    };
    let mut sort = None;
    let mut last_noun = None;
    for token in tokens.iter().skip(copula + 1).take(18) {
        let ends = token.stop && !matches!(token.folded.as_str(), "a" | "an" | "the" | "one") || token.gap.contains([',', ';', '(']);
        if ends && last_noun.is_some() {
            sort = last_noun;
            break;
        }
        last_noun = expected_of_noun(&token.folded).filter(|_| !token.is_capitalised()).or(last_noun);
    }
    let sort = sort.or(last_noun);
    let born = tokens.iter().take(copula).any(|token| matches!(token.folded.as_str(), "born" | "née"));
    let sort = if born { Some(Expected::Person) } else { sort };
    Definition { sort, stems: tokens.iter().skip(copula + 1).take(24).filter(|t| !t.stop).map(|t| t.stem.clone()).collect() }
}

const OTHER_THING: f64 = 0.45;
const PART: f64 = 0.85;
const COMMON: f64 = 0.45;

/// How well a name fits the sort of thing asked for, from 0 to 1.
pub(super) fn name_fit(asked: &Asked, cast: &Cast, tokens: &[Token], span: Span) -> f64 {
    let words = &tokens[span.first..span.last];
    let before = span.first.checked_sub(1).map_or("", |at| tokens[at].folded.as_str());
    let definition = cast.of_name(words);
    let sort = definition.and_then(|definition| definition.sort);
    let other_thing = definition.is_some_and(|definition| !is_the_thing(asked, definition));
    let plain = match sort {
        Some(sort) if other_thing && sort.agrees_with(asked.expected) => match asked.expected {
            Expected::Country | Expected::State | Expected::Continent => 0.1,
            _ => OTHER_THING,
        },
        Some(sort) if sort == asked.expected => 0.85,
        Some(Expected::Organisation) if asked.expected == Expected::Person => 0.25,
        Some(Expected::Person) if asked.expected == Expected::Organisation => 0.1,
        Some(sort) if sort.agrees_with(asked.expected) => 0.65,
        Some(_) => 0.1,
        None => Looks::of(words, before, span.sort).fit(asked.expected, is_narrow(asked)),
    };
    let plain = if sort.is_none() && is_of_another_kind(asked, words) { OTHER_THING * plain } else { plain };
    let plain = if span.sort == Sort::Part { PART * plain } else { plain };
    let common = span.sort != Sort::Quoted && words.iter().all(|token| cast.plain.contains(&token.folded));
    let plain = if sort.is_none() && (common || is_modifier(tokens, span)) { COMMON * plain } else { plain };
    let fit = plain + head_bonus(asked, tokens, span, definition);
    fit.clamp(0.0, 1.0)
}

/// Whether what is known of a thing allows it to be what the question's noun asks for; a person's trades are too many to tell.
fn is_the_thing(asked: &Asked, definition: &Definition) -> bool {
    let Some(head) = asked.heads.last().filter(|_| !matches!(asked.expected, Expected::Person | Expected::Name | Expected::Phrase)) else {
        return true;
    };
    definition.stems.is_empty()
        || definition.stems.contains(head)
        || synonyms(head).iter().any(|other| definition.stems.contains(other))
        || LOOSE.contains(&head.as_str())
}

/// Whether a name says itself that it is another thing than the question's noun: `Varn County` where a river is asked for.
fn is_of_another_kind(asked: &Asked, words: &[Token]) -> bool {
    let Some((head, own)) = asked.heads.last().zip(words.last()).filter(|_| words.len() > 1 && is_narrow(asked)) else {
        return false;
    };
    let is_place = |word: &str| expected_of_noun(word) == Some(Expected::Place);
    let place_asked = asked.words.iter().any(|word| is_place(word) && genesis_text::stem(word) == *head);
    place_asked && is_place(&own.folded) && own.stem != *head && !synonyms(head).contains(&own.stem)
}

/// Nouns that fit almost any place or group, as stems.
const LOOSE: &[&str] = &[
    "place",
    "locat",
    "area",
    "region",
    "group",
    "organ",
    "territori",
    "birthplac",
    "hometown",
    "headquart",
    "site",
    "venu",
    "entiti",
    "titl",
    "work",
];

/// Whether a name only describes a noun that follows: `Las Vegas` in "Las Vegas gaming legend".
fn is_modifier(tokens: &[Token], span: Span) -> bool {
    let mut following =
        tokens.iter().skip(span.last).take(3).take_while(|token| !token.stop && !token.is_capitalised() && token.follows_closely());
    following.any(|token| expected_of_noun(&token.folded).is_some())
}

/// The noun asked for is part of the name, stands beside it or defines it.
fn head_bonus(asked: &Asked, tokens: &[Token], span: Span, definition: Option<&Definition>) -> f64 {
    let Some(head) = asked.heads.last() else {
        return 0.0;
    };
    let window = tokens.get(span.first.saturating_sub(3)..(span.last + 1).min(tokens.len())).unwrap_or_default();
    let own = window.iter().rposition(|token| token.stem == *head);
    let until = span.first - span.first.saturating_sub(3).min(span.first);
    let beside = own.is_some_and(|at| at >= until || !window[at + 1..until].iter().any(|token| PLACING.contains(&token.folded.as_str())));
    let defined = definition.is_some_and(|definition| definition.stems.contains(head));
    let modifiers = &asked.heads[..asked.heads.len() - 1];
    let shared = modifiers.iter().filter(|stem| {
        definition.is_some_and(|definition| definition.stems.contains(*stem)) || window.iter().any(|token| token.stem == **stem)
    });
    let share = if modifiers.is_empty() { 0.0 } else { shared.count() as f64 / modifiers.len() as f64 };
    (if beside || defined { 0.3 } else { 0.0 }) + 0.2 * share
}

/// Between a noun and a name these make the name where the thing is, not the thing.
const PLACING: &[&str] = &["in", "of", "from", "at", "on", "to", "by"];

/// Whether a place of one sort only is asked for, as a mountain is.
fn is_narrow(asked: &Asked) -> bool {
    asked.heads.last().is_some_and(|head| !LOOSE.contains(&head.as_str()))
}
