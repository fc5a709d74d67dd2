//! Names of people: known given names before known or unknown surnames, titles, initials, and words that introduce somebody.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::{
    lists::{Known, known},
    words::{Chain, Word, folded},
};
use crate::{
    Kind,
    finding::{Candidate, Reason},
};

/// A name has so many parts at most.
const LONGEST: usize = 5;

/// What stands before a name, in small letters.
const INTRODUCTIONS: &str = "name is|name's|name:|named|i am|i'm|this is|call me|called|dear|hi|hi,|hello|hello,|hey|thanks|thanks,|regards,|\
    sincerely,|patient|customer|client|employee|student|contact|attn:|attention:|signed by|from:|to:|cc:|ask for|speak to|speak with|author:|\
    user|holder:|hei\u{df}e|m'appelle|me llamo|belongs to|issued to|registered to|told|asked|ask";

/// How likely a name is that only what is around it speaks for.
const SUPPORTED: f64 = 0.55;

/// What people do, right behind their names.
const DEEDS: &str = "said says told tells asked asks wrote writes works worked lives lived paid pays called calls went goes met joined wants \
    thinks believes replied explained moved married died resides requested will has sent bought ordered signed visited";

/// What stands before people more than before anything else.
const COMPANY: &str = "by with met meet told ask asked contact employee";

/// The last words of these.
static LAST_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| INTRODUCTIONS.split('|').filter_map(|words| words.rsplit(' ').next()).collect());

pub(super) fn find(chain: &Chain<'_>, found: &mut Vec<Candidate>) {
    let words = &chain.words;
    let mut at = 0;
    while at < words.len() {
        let titled = words[..at].last().is_some_and(|before| is_title(before));
        let parts = parts_of_name(&words[at..], titled);
        let end = at + parts;
        let of_thing = words.get(end).is_some_and(|next| next.known.is(Known::THING) && !titled);
        if parts == 0 || is_title(&words[at]) && words.len() > at + 1 {
            at += 1;
        } else {
            let name = &words[at..end];
            let range = name[0].range.start..name[parts - 1].range.end;
            let introduced = introduction(chain.text, &range);
            let likely = supported(likelihood(name, titled, introduced.is_some()), chain.text, name);
            let (rule, confidence) = if of_thing { (likely.0, likely.1 - 0.35) } else { likely };
            found.push(candidate(range, rule, confidence, introduced));
            at = end;
        }
    }
}

fn is_title(word: &Word<'_>) -> bool {
    word.known.is(Known::TITLE) && !word.known.is(Known::GIVEN)
}

/// How many words from the first on can be one name.
fn parts_of_name(words: &[Word<'_>], titled: bool) -> usize {
    let person = |word: &Word<'_>| word.known.is_person() && !word.known.is(Known::CALENDAR) && !word.known.is(Known::OPENER);
    let fits = |word: &Word<'_>| word.is_initial() || word.is_unknown() || person(word);
    let first = &words[0];
    let ordinary = titled && first.text.len() > 1 && first.known == Known::ORDINARY;
    // `Young Amanda Miller`, `Cook Peter`: an everyday word before a given name begins a sentence.
    let begins_sentence = first.known.is(Known::ORDINARY)
        && !first.known.is(Known::GIVEN)
        && words.get(1).is_some_and(|next| next.known.is(Known::GIVEN) && !next.known.is(Known::ORDINARY));
    if !(fits(first) || ordinary) || first.known == Known::PARTICLE || begins_sentence && !titled {
        return 0;
    }
    let mut end = 1;
    for (at, word) in words.iter().enumerate().take(LONGEST).skip(1) {
        let thing = word.known.is(Known::THING) || word.known.is(Known::TITLE);
        let everyday = word.known.is(Known::ORDINARY) || thing;
        // `Jennifer Hall` is somebody, `Jane Street` and `Barack Obama Presidential Center` are not.
        let alone_of_things = first.known.is(Known::GIVEN) && !first.known.is(Known::SURNAME) && words.len() == 2;
        let last = word.known.is(Known::SURNAME) && (!thing || alone_of_things);
        let goes_on = if word.known.is(Known::PARTICLE) {
            at + 1 < words.len()
        } else if everyday {
            person(word) && last
        } else {
            fits(word)
        };
        if !goes_on {
            break;
        }
        end = at + 1;
        if everyday && !word.known.is(Known::GIVEN) {
            break;
        }
    }
    let trailing = words[..end].iter().rev().take_while(|word| word.known == Known::PARTICLE || end > 1 && word.is_initial()).count();
    end - trailing
}

/// The rule by which a name is one, and how likely it is.
fn likelihood(name: &[Word<'_>], titled: bool, introduced: bool) -> (&'static str, f64) {
    let (first, last) = (&name[0], &name[name.len() - 1]);
    let unsure = |word: &Word<'_>| word.known.is(Known::ORDINARY) || word.known.is(Known::PLACE);
    let doubts = if name.iter().all(unsure) {
        0.3
    } else if unsure(first) {
        0.1
    } else {
        0.0
    };
    let given = name.iter().any(|word| word.known.is(Known::GIVEN));
    let surname = last.known.is(Known::SURNAME) || last.known.is(Known::GIVEN);
    let (rule, confidence): (_, f64) = match (name.len(), first.known.is(Known::GIVEN)) {
        (1, _) if first.is_capitals() => ("word in capitals", 0.2),
        (1, true) if first.text.chars().count() < 3 => ("short given name", 0.3),
        (1, true) => ("given name", 0.6 - 2.0 * doubts),
        (1, false) if first.known.is(Known::SURNAME) => ("surname", 0.42 - doubts),
        (1, false) => ("word like a name", 0.1),
        (_, true) if surname => ("given name and surname", 0.92 - doubts),
        (_, true) => ("given name and another", 0.8 - 1.5 * doubts),
        _ if first.is_initial() && surname => ("initials and surname", 0.8 - doubts),
        _ if first.is_initial() => ("initials and another", 0.55),
        _ if given && surname => ("names in another order", 0.72 - doubts),
        _ if surname => ("another and a surname", 0.56 - doubts),
        _ => ("words like names", 0.2),
    };
    if titled {
        ("title and name", confidence.max(0.6) + 0.25 - if name.len() == 1 && first.known == Known::ORDINARY { 0.3 } else { 0.0 })
    } else if introduced && !name.iter().all(|word| word.known.is(Known::ORDINARY) && !word.known.is(Known::GIVEN)) {
        let capitals = name.iter().all(Word::is_capitals);
        ("introduced name", if capitals { confidence } else { confidence.max(0.48) + 0.24 })
    } else {
        (rule, confidence)
    }
}

/// Words that only look like a name are one where somebody does something.
fn supported(likely: (&'static str, f64), text: &str, name: &[Word<'_>]) -> (&'static str, f64) {
    let foreign = |word: &Word<'_>| word.is_unknown() || word.is_initial() || word.known == Known::SURNAME || word.known == Known::PARTICLE;
    if !(2..=4).contains(&name.len()) || !name.iter().all(foreign) || likely.1 >= SUPPORTED {
        return likely;
    }
    let behind = text[name[name.len() - 1].range.end..].strip_prefix(' ').unwrap_or_default();
    let deed = &behind[..behind.bytes().take_while(u8::is_ascii_lowercase).count()];
    let before = text[..name[0].range.start].strip_suffix(' ').unwrap_or_default();
    let company = &before[before.len() - before.bytes().rev().take_while(u8::is_ascii_lowercase).count()..];
    let acts = DEEDS.split_whitespace().any(|known| known == deed) || COMPANY.split_whitespace().any(|known| known == company);
    if acts { ("words like names of somebody", SUPPORTED) } else { likely }
}

/// What introduces whatever stands at this place, or an address of mail behind it.
fn introduction(text: &str, range: &Range<usize>) -> Option<&'static str> {
    if text[range.end..].starts_with(" <") {
        return Some("<");
    }
    let before = text[..range.start].strip_suffix([' ', '\n'])?;
    let start = (before.len().saturating_sub(16)..=before.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(before.len());
    let last = before[start..].rsplit([' ', '\n']).next()?.to_lowercase();
    if !LAST_WORDS.contains(last.as_str()) {
        return None;
    }
    let before = before[start..].to_lowercase();
    let stands_alone = |words: &&str| before.strip_suffix(words).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
    INTRODUCTIONS.split('|').find(stands_alone)
}

static INTRODUCED: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["name is ", "name's ", "my name: ", "call me ", "name\": \"", "name: "];
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).expect("six short words")
});

/// Names without capitals, behind words that introduce them.
pub(super) fn introduced(text: &str, small: &str, found: &mut Vec<Candidate>) {
    for words in INTRODUCED.find_iter(small) {
        let start = words.end();
        let mut end = start;
        for part in text[start..].split(' ').take(3) {
            let word = part.trim_end_matches(|letter: char| !letter.is_alphabetic());
            let name = known(&folded(word));
            let fits = if end == start { name.is(Known::GIVEN) } else { name.is_person() };
            if word.is_empty() || word.len() > 24 || !fits || name.is(Known::ORDINARY) || !word.starts_with(char::is_lowercase) {
                break;
            }
            end = (if end == start { start } else { end + 1 }) + word.len();
            if word.len() < part.len() {
                break;
            }
        }
        if end > start {
            found.push(candidate(start..end, "introduced name in small letters", 0.78, Some("name")));
        }
    }
}

fn candidate(range: Range<usize>, rule: &'static str, confidence: f64, context: Option<&'static str>) -> Candidate {
    let confidence = confidence.clamp(0.0, 0.96);
    Candidate { kind: Some(Kind::Name), range, confidence, reason: Reason { rule, checked: false, context } }
}
