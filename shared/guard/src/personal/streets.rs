//! Streets that are written before their number, or without one.

use super::{
    lists::Known,
    words::{Chain, Word},
};
use crate::{
    Kind,
    finding::{Candidate, Reason},
};

/// How names of streets end in German, Dutch and the north.
const ENDINGS: &str = "strasse str gasse weg platz allee ufer damm ring hof gracht straat laan plein steeg boulevard pad dreef singel kade gatan \
    vej gate katu";

/// How they begin in Spanish, Italian, Portuguese, French, Polish and Indonesian.
const BEGINNINGS: &str = "calle avenida plaza paseo carrer alameda glorieta ronda pasadizo pasaje rambla acceso cuesta urbanizacion callejon \
    camino via viale vicolo piazza corso largo borgo canale rotonda strada contrada stretto incrocio vial rua travessa rue ul ulica aleja jalan";

/// What stands before a street's name in small letters.
const BEFORE: [&str; 10] =
    ["rue ", "avenue ", "boulevard ", "chemin ", "impasse ", "all\u{e9}e ", "quai ", "route de ", "rue de ", "rue du "];

pub(super) fn find(chain: &Chain<'_>, found: &mut Vec<Candidate>) {
    let (Some(first), Some(last)) = (chain.words.first(), chain.words.last()) else { return };
    let ahead = &chain.text[..first.range.start];
    if let Some(before) = BEFORE.iter().filter(|_| ahead.ends_with(' ')).find(|before| ahead.ends_with(**before)) {
        found.push(street("street without a number", first.range.start - before.len()..last.range.end, 0.8));
    }
    let Some(number) = number_behind(&chain.text[last.range.end..]) else { return };
    if ends_like_a_street(&chain.words, last) || chain.words.len() > 1 && BEGINNINGS.split_whitespace().any(|word| word == first.folded) {
        found.push(street("street before its number", first.range.start..last.range.end + number, 0.82));
    }
}

fn ends_like_a_street(words: &[Word<'_>], last: &Word<'_>) -> bool {
    let everyday = last.known.is(Known::ORDINARY) && !last.text.contains('-');
    ENDINGS.split_whitespace().any(|ending| {
        let compound = !everyday && last.folded.len() > ending.len() + 2 && last.folded.ends_with(ending);
        compound || words.len() > 1 && last.folded == ending
    })
}

/// The length of what separates a street from its number, and of the number with its letter.
fn number_behind(behind: &str) -> Option<usize> {
    let signs = behind.bytes().take(3).take_while(|byte| matches!(byte, b' ' | b',' | b'.')).count();
    let figures = behind[signs..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &behind[signs + figures..];
    let goes_on = rest.starts_with(|next: char| next.is_alphanumeric() && !"abcdABCD".contains(next) || matches!(next, '%' | '\''));
    let letter = usize::from(rest.starts_with(|next: char| next.is_ascii_alphabetic()));
    (signs > 0 && (1..=4).contains(&figures) && !goes_on).then_some(signs + figures + letter)
}

fn street(rule: &'static str, range: std::ops::Range<usize>, confidence: f64) -> Candidate {
    Candidate { kind: Some(Kind::Address), range, confidence, reason: Reason { rule, checked: false, context: None } }
}
