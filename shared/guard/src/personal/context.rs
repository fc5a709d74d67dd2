//! The words around a candidate: all that any rule asks for are found in one reading of the text.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use super::{network::VERSION, rules};
use crate::{beginnings::Beginnings, leaps::next};

/// How far before a candidate its words may stand, and how far behind, in bytes.
const BEFORE: usize = 72;
const BEHIND: usize = 28;

/// Shorter words count only whole: `tel` is not in `tell`. Longer ones may go on: `account` is in `accounts`.
const WHOLE_UNTIL: usize = 4;

/// Every word that a rule asks for.
struct Vocabulary {
    words: Vec<&'static str>,
    numbers: HashMap<&'static str, usize>,
    reader: Beginnings,
    /// Which word each pattern of the reader is.
    word_of: Vec<usize>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let (mut words, mut numbers) = (Vec::new(), HashMap::new());
    for word in rules::all().flat_map(|rule| rule.context).chain(VERSION) {
        numbers.entry(*word).or_insert_with(|| {
            words.push(*word);
            words.len() - 1
        });
    }
    // A text is read with small letters of ASCII alone.
    let large = |word: &str| word.to_uppercase().to_ascii_lowercase();
    let large = words.iter().enumerate().filter(|(_, word)| !word.is_ascii()).map(|(number, word)| (number, large(word)));
    let patterns: Vec<(usize, String)> = words.iter().map(|word| (*word).to_owned()).enumerate().chain(large).collect();
    let reader = Beginnings::of(patterns.iter().map(|(_, pattern)| pattern.as_str()));
    Vocabulary { words, numbers, reader, word_of: patterns.iter().map(|(number, _)| *number).collect() }
});

pub(super) fn warm() {
    LazyLock::force(&VOCABULARY);
}

/// Words of a rule, quick to ask for.
pub(super) struct Words(Vec<bool>);

impl Words {
    pub fn of(words: &[&str]) -> Self {
        let mut asked = vec![false; VOCABULARY.words.len()];
        words.iter().filter_map(|word| VOCABULARY.numbers.get(word)).for_each(|number| asked[*number] = true);
        Self(asked)
    }
}

struct Hit {
    range: Range<usize>,
    word: usize,
}

/// The words of all rules in one text, in the order of their ends.
pub(super) struct Nearby<'a> {
    text: &'a str,
    hits: Vec<Hit>,
}

impl<'a> Nearby<'a> {
    /// Of a text, and of the same in small letters. Of no use where there are no figures, and then empty.
    pub fn of(text: &'a str, small: &str) -> Self {
        let mut hits = Vec::new();
        if next(text.as_bytes(), 0, |byte| byte.is_ascii_digit()).is_some() {
            VOCABULARY.reader.find(small, |pattern, range| {
                if stands_alone(text, &range) {
                    hits.push(Hit { range, word: VOCABULARY.word_of[pattern] });
                }
            });
        }
        hits.sort_by_key(|hit| hit.range.end);
        Self { text, hits }
    }

    /// Whether one of the words, or any, may be near whatever begins here and is no longer than this.
    pub fn may_be(&self, start: usize, longest: usize, words: Option<&Words>) -> bool {
        let from = self.hits.partition_point(|hit| hit.range.end + BEFORE <= start);
        let mut near = self.hits[from..].iter().take_while(|hit| hit.range.end <= start + longest + BEHIND);
        near.any(|hit| words.is_none_or(|words| words.0[hit.word]))
    }

    /// The nearest of the words, with how near it is: 1 where it touches, 0 at the edge.
    pub fn nearest(&self, range: &Range<usize>, words: &Words) -> Option<(&'static str, f64)> {
        let asked = |hit: &&Hit| words.0[hit.word];
        let (ahead, others) = self.hits.split_at(self.hits.partition_point(|hit| hit.range.end <= range.start));
        let ahead = ahead.iter().rev().take_while(|hit| hit.range.end + BEFORE > range.start);
        let in_front = ahead.filter(asked).filter(|hit| hit.range.start + BEFORE >= range.start).map(|hit| {
            let distance = range.start - hit.range.end;
            (hit.word, 1.0 - distance as f64 / BEFORE as f64)
        });
        let others = others.iter().take_while(|hit| hit.range.end <= range.end + BEHIND).filter(asked);
        let behind = others.filter(|hit| hit.range.start >= range.end && self.goes_on(range.end..hit.range.end)).map(|hit| {
            // A word behind speaks as often of what comes next.
            (hit.word, 0.6 * (1.0 - (hit.range.start - range.end) as f64 / BEHIND as f64))
        });
        let nearest = in_front.chain(behind).max_by(|one, other| one.1.total_cmp(&other.1));
        nearest.map(|(word, nearness)| (VOCABULARY.words[word], nearness))
    }

    /// What follows on another line or in another sentence speaks of something else.
    fn goes_on(&self, behind: Range<usize>) -> bool {
        !self.text.as_bytes()[behind].iter().any(|byte| b"\n.;".contains(byte))
    }
}

fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let begins = !text[..range.start].ends_with(char::is_alphanumeric);
    begins && (range.len() > WHOLE_UNTIL || !text[range.end..].starts_with(char::is_alphanumeric))
}
