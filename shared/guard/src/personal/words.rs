//! Names of people and places: chains of words with capitals, as text in Latin letters writes them.

use std::{borrow::Cow, ops::Range};

use super::{
    lists::{Known, known},
    names, places, streets,
};
use crate::{finding::Candidate, leaps::next};

/// A longer chain is a headline in capitals, and is read in pieces.
const LONGEST_CHAIN: usize = 24;

pub(super) struct Word<'a> {
    pub text: &'a str,
    pub range: Range<usize>,
    /// Small letters without accents.
    pub folded: Cow<'a, str>,
    pub known: Known,
}

impl Word<'_> {
    pub fn is_initial(&self) -> bool {
        self.text.chars().nth(1).is_none_or(|second| second == '.')
    }

    /// An acronym, or a word of a headline.
    pub fn is_capitals(&self) -> bool {
        self.text.len() > 1 && !self.text.chars().any(char::is_lowercase)
    }

    /// Capitalised, and nothing that lists or dictionaries know.
    pub fn is_unknown(&self) -> bool {
        self.known == Known::default() && self.text.chars().count() > 1 && !self.is_capitals()
    }
}

/// Words that follow each other with one space, in the text they are from.
pub(super) struct Chain<'a> {
    pub text: &'a str,
    pub words: Vec<Word<'a>>,
}

/// In a text, and in the same in small letters.
pub(super) fn find(text: &str, small: &str, found: &mut Vec<Candidate>) {
    let mut chain = Chain { text, words: Vec::new() };
    for range in capitalised(text) {
        if chain.words.len() >= LONGEST_CHAIN || !continues(&mut chain, range.start) {
            read(&mut chain, found);
        }
        chain.words.push(word(text, small, range));
    }
    read(&mut chain, found);
    names::introduced(text, small, found);
}

fn read(chain: &mut Chain<'_>, found: &mut Vec<Candidate>) {
    if !chain.words.is_empty() {
        names::find(chain, found);
        places::find(chain, found);
        streets::find(chain, found);
        chain.words.clear();
    }
}

/// Whether a word at this place goes on with the chain; particles between are taken into it.
fn continues(chain: &mut Chain<'_>, start: usize) -> bool {
    let Some(last) = chain.words.last() else { return true };
    let between = &chain.text[last.range.end..start];
    let between = if last.is_initial() && between.len() > 2 { between.strip_prefix('.').unwrap_or(between) } else { between };
    match between {
        " " => true,
        ". " => last.is_initial() || last.known.is(Known::TITLE) || last.folded == "st",
        "." => last.is_initial(),
        _ if between.len() > 16 || !between.starts_with(' ') => false,
        _ => {
            let particles: Vec<_> = between.split(' ').filter(|word| !word.is_empty()).collect();
            let all = particles.iter().all(|word| matches!(*word, "d'" | "l'") || known(word).is(Known::PARTICLE));
            if all {
                let (text, mut at) = (chain.text, start - between.len());
                for particle in particles {
                    at += text[at..].find(particle).unwrap_or(0);
                    let range = at..at + particle.len();
                    chain.words.push(Word { text: &text[range.clone()], range, folded: Cow::Borrowed(particle), known: Known::PARTICLE });
                }
            }
            all
        }
    }
}

fn word<'a>(text: &'a str, small: &'a str, range: Range<usize>) -> Word<'a> {
    let written = &text[range.clone()];
    let folded = if written.is_ascii() { Cow::Borrowed(&small[range.clone()]) } else { Cow::Owned(folded(written)) };
    let parts = folded.contains(['-', '\'']).then(|| folded.rsplit(['-', '\'']).next().map(known).unwrap_or_default());
    let joined = |known: Known| if known == Known::default() { parts.unwrap_or_default() } else { known };
    Word { text: written, known: joined(known(&folded)), range, folded }
}

/// Small letters, those with accents as the bare ones.
pub(super) fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            'A'..='Z' => folded.push(letter.to_ascii_lowercase()),
            '\0'..='\x7f' => folded.push(letter),
            'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => folded.push('a'),
            'Æ' | 'æ' => folded.push_str("ae"),
            'Ç' | 'ç' | 'Ć'..='č' => folded.push('c'),
            'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => folded.push('e'),
            'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => folded.push('i'),
            'Ñ' | 'ñ' | 'Ń'..='ň' => folded.push('n'),
            'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => folded.push('o'),
            'Œ' | 'œ' => folded.push_str("oe"),
            'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => folded.push('u'),
            'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => folded.push('y'),
            'ß' => folded.push_str("ss"),
            'Ð' | 'ð' | 'Ď'..='đ' => folded.push('d'),
            'Þ' | 'þ' => folded.push_str("th"),
            'Ĝ'..='ģ' => folded.push('g'),
            'Ĺ'..='ł' => folded.push('l'),
            'Ŕ'..='ř' => folded.push('r'),
            'Ś'..='š' | 'Ș' | 'ș' => folded.push('s'),
            'Ţ'..='ŧ' | 'Ț' | 'ț' => folded.push('t'),
            'Ź'..='ž' => folded.push('z'),
            _ => folded.extend(letter.to_lowercase()),
        }
    }
    folded
}

/// Where words with a capital are, without a possessive `'s`.
fn capitalised(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(start) = next(text.as_bytes(), at, |byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
            let letter = text[start..].chars().next()?;
            at = start + letter.len_utf8();
            if letter.is_uppercase() && !is_within(&text[..start]) {
                let (end, is_word) = word_end(text, start);
                at = end;
                if is_word {
                    let word = &text[start..end];
                    let bare = word.strip_suffix("'s").unwrap_or(word).trim_end_matches(['\'', '-']);
                    return Some(start..start + bare.len());
                }
            }
        }
        None
    })
}

/// Whether a letter behind this is in the middle of a word.
fn is_within(before: &str) -> bool {
    let of_word = |letter: char| if letter.is_ascii() { letter.is_ascii_alphanumeric() || letter == '_' } else { letter.is_alphabetic() };
    before.strip_suffix(['\'', '-']).unwrap_or(before).ends_with(of_word)
}

/// The end of a run of letters and figures, with apostrophes and hyphens between them, and whether it has letters alone.
fn word_end(text: &str, start: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let (mut at, mut has_figures) = (start, false);
    while at < bytes.len() {
        match bytes[at] {
            byte if byte.is_ascii_alphabetic() => at += 1,
            byte if byte.is_ascii_digit() || byte == b'_' => {
                has_figures = true;
                at += 1;
            }
            0x80.. => match text[at..].chars().next().filter(|letter| letter.is_alphabetic()) {
                Some(letter) => at += letter.len_utf8(),
                None => break,
            },
            b'\'' | b'-' if at > start && bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || *next >= 0x80) => at += 1,
            _ => break,
        }
    }
    (at, at > start && !has_figures)
}
