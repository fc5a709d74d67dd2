//! Countries, states and cities.

use std::ops::Range;

use super::{
    lists::{Known, is_country, is_place, is_state_code},
    words::{Chain, Word},
};
use crate::{
    Kind,
    finding::{Candidate, Reason},
};

/// A place's name has so many words at most.
const LONGEST: usize = 5;

/// What stands before a place.
const BEFORE: [&str; 16] = [
    "in", "from", "to", "at", "near", "of", "visit", "visited", "around", "toward", "towards", "outside", "through", "leaving", "aus",
    "nach",
];

pub(super) fn find(chain: &Chain<'_>, found: &mut Vec<Candidate>) {
    let mut at = 0;
    while at < chain.words.len() {
        let count = place_at(&chain.words[at..]);
        if count > 0 {
            found.push(place(chain, at, count));
        }
        at += count.max(1);
    }
    state(chain, found);
    groups(chain, found);
}

/// How many words from the first on are the longest known place.
fn place_at(words: &[Word<'_>]) -> usize {
    if !words[0].known.is(Known::PLACE) && !matches!(words[0].text, "USA" | "UK" | "UAE" | "US") {
        return 0;
    }
    let longest = words.len().min(LONGEST);
    let mut joined = String::new();
    let mut count = usize::from(matches!(words[0].text, "USA" | "UK" | "UAE" | "US"));
    for (at, word) in words[..longest].iter().enumerate() {
        joined.push_str(if at > 0 { " " } else { "" });
        joined.push_str(&word.folded);
        if is_place(&joined) || joined.contains("st ") && is_place(&joined.replace("st ", "st. ")) {
            count = at + 1;
        }
    }
    count
}

fn place(chain: &Chain<'_>, at: usize, count: usize) -> Candidate {
    let words = &chain.words;
    let range = words[at].range.start..words[at + count - 1].range.end;
    let known = words[at].known;
    let base = match (is_country(&words[at].folded), count) {
        (true, _) => 0.85,
        (_, 1) => 0.7,
        _ => 0.8,
    };
    let doubt = match count {
        1 if known.is(Known::ORDINARY) => 0.25,
        1 if known.is_person() => 0.1,
        _ => 0.0,
    };
    let behind = words.get(at + count).is_some_and(|next| !next.known.is(Known::PLACE));
    let ahead = at > 0 && !words[at - 1].known.is(Known::PLACE) && !words[at - 1].known.is(Known::ORDINARY);
    let context = preposition(chain.text, range.start).filter(|_| at == 0);
    let raised = if context.is_some() || more_follows(chain.text, range.end) { 0.1 } else { 0.0 };
    let lowered = if behind || ahead { 0.22 } else { 0.0 } + doubt;
    located(range, "known place", base + raised - lowered, context)
}

fn preposition(text: &str, start: usize) -> Option<&'static str> {
    let before = text[..start].strip_suffix(' ')?;
    let word = before.rsplit(|letter: char| !letter.is_ascii_alphabetic()).next()?;
    BEFORE.into_iter().find(|known| word.eq_ignore_ascii_case(known))
}

/// `Springfield, IL`, `Lyon, France`: a comma, and a capital.
fn more_follows(text: &str, end: usize) -> bool {
    text[end..].strip_prefix(", ").is_some_and(|rest| {
        let next: String = rest.chars().take_while(|letter| letter.is_alphabetic()).collect();
        is_state_code(&next) || is_place(&next.to_lowercase())
    })
}

/// The code of a state behind a comma or before a postal code, with what it says of the word before it.
fn state(chain: &Chain<'_>, found: &mut Vec<Candidate>) {
    let Some(word) = chain.words.iter().find(|word| is_state_code(word.text)) else { return };
    let (before, behind) = (&chain.text[..word.range.start], &chain.text[word.range.end..]);
    let figures = behind.strip_prefix(' ').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let has_code = matches!(figures, 4 | 5);
    if !has_code && !before.ends_with(", ") {
        return;
    }
    found.push(located(word.range.clone(), "state's code", if has_code { 0.85 } else { 0.6 }, None));
    if has_code {
        let start = word.range.end + 1;
        let rest = &chain.text.as_bytes()[start + figures..];
        let extended = rest.first() == Some(&b'-') && rest.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count() == 4;
        found.push(located(start..start + figures + if extended { 5 } else { 0 }, "postal code", 0.8, None));
    }
}

fn groups(chain: &Chain<'_>, found: &mut Vec<Candidate>) {
    for word in chain.words.iter().filter(|word| word.known.is(Known::GROUP)) {
        let reason = Reason { rule: "known group", checked: false, context: None };
        found.push(Candidate { kind: Some(Kind::Nrp), range: word.range.clone(), confidence: 0.75, reason });
    }
}

fn located(range: Range<usize>, rule: &'static str, confidence: f64, context: Option<&'static str>) -> Candidate {
    Candidate {
        kind: Some(Kind::Location),
        range,
        confidence: confidence.clamp(0.0, 0.95),
        reason: Reason { rule, checked: false, context },
    }
}
