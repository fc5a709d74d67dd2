//! Where sentences and their clauses end, in any script that ends them with a sign.

use std::ops::Range;

/// A point behind one of these ends no sentence; nor does one behind initials.
const ABBREVIATED: &str = "mr mrs ms dr prof st jr sr vs etc inc ltd co corp vol fig gen sen rep gov capt col lt rev hon approx";

/// What joins a clause to the one before it.
const JOINING: &str = "and then also but or so und dann et puis y e en och i \u{438}";

/// The sentences of a text, each with its sign and the space behind it: one after the other they are the text. One begins at each of
/// `begins`, which are in their order, wherever it could.
pub(super) fn sentences(text: &str, begins: &[usize]) -> Vec<Range<usize>> {
    let (mut sentences, mut start, mut read) = (Vec::new(), 0, 0);
    for (at, _) in text.char_indices().filter(|(_, letter)| ends(*letter) || *letter == '\n') {
        if at < read {
            continue;
        }
        let behind = text[at..].trim_start_matches(|letter| ends(letter) || closes(letter));
        let next = text.len() - behind.trim_start().len();
        read = next.max(at + 1);
        if begins.binary_search(&next).is_ok() || is_end(text, at, text.len() - behind.len(), next) {
            sentences.push(start..next);
            start = next;
        }
    }
    sentences.extend((start < text.len()).then_some(start..text.len()));
    sentences
}

/// Whether signs between the first two places, with the space until the third, end a sentence.
fn is_end(text: &str, at: usize, behind: usize, next: usize) -> bool {
    let (signs, space, goes_on) = (&text[at..behind], &text[behind..next], text[next..].chars().next());
    let small = goes_on.is_some_and(char::is_lowercase);
    if space.contains('\n') {
        let wraps = text[..behind].trim_end_matches(' ').ends_with(|before: char| before.is_alphabetic() || before == ',');
        return !(wraps && small && space.matches('\n').count() == 1);
    }
    if signs.contains(['\u{3002}', '\u{ff01}', '\u{ff1f}', '\u{964}', '\u{965}']) {
        return true;
    }
    let asks = signs.contains(['?', '!', '\u{61f}']);
    match space.is_empty() {
        true => asks && goes_on.is_some_and(char::is_uppercase),
        false => asks || !small && !is_abbreviated(&text[..at]),
    }
}

fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
    let is_letter = |part: &str| part.chars().count() == 1 && part.starts_with(char::is_alphabetic);
    let initials = word.contains('.') || word.starts_with(char::is_uppercase);
    initials && word.split('.').all(is_letter) || ABBREVIATED.split(' ').any(|known| word.eq_ignore_ascii_case(known))
}

fn ends(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '\u{2026}' | '\u{61f}' | '\u{964}' | '\u{965}' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}')
}

fn closes(letter: char) -> bool {
    matches!(letter, '"' | '\'' | ')' | ']' | '\u{bb}' | '\u{201d}' | '\u{2019}' | '\u{300d}' | '\u{300f}')
}

/// The clauses of a sentence, each with what joins it to the one before, and with the sign and the space behind it.
pub(super) fn clauses(text: &str, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let (mut clauses, mut start) = (Vec::new(), sentence.start);
    for (at, letter) in text[sentence.clone()].char_indices() {
        let next = sentence.start + at + letter.len_utf8();
        let behind = &text[next..sentence.end];
        let parted = match letter {
            '\u{ff0c}' | '\u{ff1b}' | '\u{ff1a}' => true,
            _ if letter.is_whitespace() => {
                text[..next - letter.len_utf8()].ends_with(DIVIDING) || behind.split(char::is_whitespace).next().is_some_and(joins)
            }
            _ => false,
        };
        if parted && next < sentence.end {
            clauses.push(start..next);
            start = next;
        }
    }
    clauses.push(start..sentence.end);
    clauses
}

pub(super) const DIVIDING: [char; 6] = [',', ';', ':', '-', '\u{2013}', '\u{2014}'];

/// The length of the words that join a clause to the one before it.
pub(super) fn joining(clause: &str) -> usize {
    let mut rest = clause;
    while let Some((word, behind)) = rest.split_once(char::is_whitespace)
        && joins(word)
    {
        rest = behind;
    }
    clause.len() - rest.len()
}

fn joins(word: &str) -> bool {
    JOINING.split(' ').any(|known| known.eq_ignore_ascii_case(word))
}
