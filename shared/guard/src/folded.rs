//! A text as the rules read it: with ASCII for what looks like it, and without what nobody sees.

use std::{borrow::Cow, ops::Range};

use crate::leaps::next;

pub(crate) struct Folded<'a> {
    pub text: Cow<'a, str>,
    whole: &'a str,
    /// Where the distance between the two texts changes: offset here, offset in the original.
    shifts: Vec<(usize, usize)>,
}

impl<'a> Folded<'a> {
    pub fn of(original: &'a str) -> Self {
        if original.is_ascii() || !original.chars().any(|letter| !letter.is_ascii() && fold(letter) != Fold::Same) {
            return Self { text: Cow::Borrowed(original), whole: original, shifts: Vec::new() };
        }
        let beyond_ascii = |bytes: &[u8], at| next(bytes, at, |byte| !byte.is_ascii());
        let (text, shifts) = made(original, beyond_ascii, |text, letter, _| match fold(letter) {
            Fold::Same => text.push(letter),
            Fold::Ascii(ascii) => text.push(ascii),
            Fold::Nothing => {}
        });
        Self { text: Cow::Owned(text), whole: original, shifts }
    }

    /// In small letters besides, with one space for several, and for a line that only wraps.
    pub fn in_small_letters(original: &'a str) -> Self {
        let (mut text, shifts) = made(original, beyond_words, |text, letter, rest| match fold(letter) {
            Fold::Same if letter.is_ascii() => spaced(text, letter, rest),
            Fold::Same if beside_latin(text, rest) && lookalike(letter).is_some() => text.extend(lookalike(letter)),
            Fold::Same => text.push(letter.to_lowercase().next().filter(|low| low.len_utf8() <= letter.len_utf8()).unwrap_or(letter)),
            Fold::Ascii(ascii) => spaced(text, ascii, rest),
            Fold::Nothing => {}
        });
        text.make_ascii_lowercase();
        Self { text: Cow::Owned(text), whole: original, shifts }
    }

    /// The range of the original that became this one. What is not seen belongs to it only where it lies inside.
    pub fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.unshifted(range.start);
        let Some(last) = self.text[range.clone()].chars().next_back() else { return start..start };
        let last = self.unshifted(range.end - last.len_utf8());
        start..last + self.whole[last..].chars().next().map_or(0, char::len_utf8)
    }

    fn unshifted(&self, offset: usize) -> usize {
        let known = self.shifts.partition_point(|(here, _)| *here <= offset);
        match known.checked_sub(1) {
            Some(last) => self.shifts[last].1 + (offset - self.shifts[last].0),
            None => offset,
        }
    }
}

/// A text in which `special` says where the next character is that does not stay what it is. That one is pushed as it is read, with
/// the rest in sight.
fn made(
    original: &str,
    special: impl Fn(&[u8], usize) -> Option<usize>,
    push: impl Fn(&mut String, char, &str),
) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut shifts) = (String::with_capacity(original.len()), Vec::new());
    let (mut at, mut known) = (0, 0);
    while at < original.len() {
        let end = special(original.as_bytes(), at).unwrap_or(original.len());
        text.push_str(&original[at..end]);
        let Some(letter) = original[end..].chars().next() else { break };
        at = end + letter.len_utf8();
        push(&mut text, letter, &original[at..]);
        if at - text.len() != known {
            known = at - text.len();
            shifts.push((text.len(), at));
        }
    }
    (text, shifts)
}

/// What is more than letters, figures and signs with single spaces between them.
fn beyond_words(bytes: &[u8], at: usize) -> Option<usize> {
    let special = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x80..);
    if special(bytes[at]) || bytes[at] == b' ' {
        return Some(at);
    }
    let pairs = bytes[at..].iter().zip(&bytes[at + 1..]);
    pairs.into_iter().position(|(before, byte)| special(*byte) || (*byte == b' ' && *before == b' ')).map(|further| at + 1 + further)
}

fn spaced(text: &mut String, letter: char, rest: &str) {
    match letter {
        ' ' | '\t' | '\r' if text.ends_with([' ', '\n']) => {}
        '\t' | '\r' => text.push(' '),
        '\n' if text.ends_with('\n') => {}
        '\n' => {
            let wraps = text.ends_with(|before: char| before.is_alphabetic() || before == ',');
            let goes_on = wraps && rest.starts_with(|next: char| next.is_lowercase());
            text.push(if goes_on { ' ' } else { '\n' });
        }
        _ => text.push(letter),
    }
}

/// A letter of another script among those of Latin is there for its looks.
fn beside_latin(text: &str, rest: &str) -> bool {
    text.ends_with(|before: char| before.is_ascii_alphabetic()) || rest.starts_with(|next: char| next.is_ascii_alphabetic())
}

/// The Latin letter that one of Cyrillic or Greek looks like.
fn lookalike(letter: char) -> Option<char> {
    const LIKE: [(&str, char); 22] = [
        ("\u{430}\u{410}\u{3b1}\u{391}", 'a'),
        ("\u{412}\u{392}", 'b'),
        ("\u{441}\u{421}\u{3f2}", 'c'),
        ("\u{501}", 'd'),
        ("\u{435}\u{415}\u{3b5}\u{395}", 'e'),
        ("\u{261}", 'g'),
        ("\u{4bb}\u{41d}\u{397}", 'h'),
        ("\u{456}\u{406}\u{3b9}\u{399}", 'i'),
        ("\u{458}\u{408}", 'j'),
        ("\u{43a}\u{41a}\u{3ba}\u{39a}", 'k'),
        ("\u{4cf}\u{4c0}", 'l'),
        ("\u{41c}\u{39c}", 'm'),
        ("\u{39d}", 'n'),
        ("\u{43e}\u{41e}\u{3bf}\u{39f}", 'o'),
        ("\u{440}\u{420}\u{3c1}\u{3a1}", 'p'),
        ("\u{51b}", 'q'),
        ("\u{455}\u{405}", 's'),
        ("\u{422}\u{3a4}\u{3c4}", 't'),
        ("\u{3c5}\u{57d}", 'u'),
        ("\u{3bd}\u{475}", 'v'),
        ("\u{445}\u{425}\u{3c7}\u{3a7}", 'x'),
        ("\u{443}\u{423}\u{3a5}", 'y'),
    ];
    let of_those = ('\u{250}'..'\u{590}').contains(&letter);
    LIKE.iter().find(|(all, _)| of_those && all.contains(letter)).map(|(_, latin)| *latin)
}

#[derive(PartialEq)]
enum Fold {
    Same,
    Ascii(char),
    Nothing,
}

fn fold(letter: char) -> Fold {
    let code = letter as u32;
    let digit_from = |zero: u32| Fold::Ascii(char::from(b'0' + (code - zero) as u8));
    match code {
        0..=0x9f => Fold::Same,
        0xad | 0x200b..=0x200f | 0x2060..=0x2064 | 0xfeff | 0xe0000..=0xe007f => Fold::Nothing,
        0xa0 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => Fold::Ascii(' '),
        0x2010..=0x2013 | 0x2043 | 0x2212 | 0xfe58 | 0xfe63 => Fold::Ascii('-'),
        0x2018 | 0x2019 | 0x2032 => Fold::Ascii('\''),
        0x201c..=0x201e => Fold::Ascii('"'),
        // Full-width forms repeat ASCII.
        0xff01..=0xff5e => Fold::Ascii(char::from((code - 0xff01 + 0x21) as u8)),
        0x0660..=0x0669 => digit_from(0x0660),
        0x06f0..=0x06f9 => digit_from(0x06f0),
        0x0966..=0x096f => digit_from(0x0966),
        0x09e6..=0x09ef => digit_from(0x09e6),
        // Mathematical alphabets: thirteen of Latin capitals and small letters, five of digits.
        0x1d400..=0x1d6a3 => Fold::Ascii(char::from(latin((code - 0x1d400) % 52))),
        0x1d7ce..=0x1d7ff => Fold::Ascii(char::from(b'0' + ((code - 0x1d7ce) % 10) as u8)),
        _ => Fold::Same,
    }
}

fn latin(place: u32) -> u8 {
    if place < 26 { b'A' + place as u8 } else { b'a' + (place - 26) as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_ascii_is_read_as_ascii_and_found_where_it_was() {
        let original = "é１２３\u{200b}\u{200b}‑45\u{a0}x";
        let folded = Folded::of(original);
        assert_eq!("é123-45 x", folded.text);
        let place = |part: &str| folded.text.find(part).map(|at| at..at + part.len()).unwrap();
        assert_eq!("１２３\u{200b}\u{200b}‑45", &original[folded.original(&place("123-45"))]);
        assert_eq!("１２３", &original[folded.original(&place("123"))]);
        assert_eq!("‑45", &original[folded.original(&place("-45"))]);
        assert_eq!("x", &original[folded.original(&place("x"))]);
    }
}
