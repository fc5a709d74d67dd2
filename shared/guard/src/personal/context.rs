//! The words around a candidate.

use std::ops::Range;

/// How far before a candidate its words may stand, and how far behind, in bytes.
const BEFORE: usize = 72;
const BEHIND: usize = 28;

/// Shorter words count only whole: `tel` is not in `tell`. Longer ones may go on: `account` is in `accounts`.
const WHOLE_UNTIL: usize = 4;

/// The words around one candidate, in small letters.
pub(super) struct Surroundings {
    before: String,
    behind: String,
}

impl Surroundings {
    pub fn of(text: &str, range: &Range<usize>) -> Self {
        let start = (range.start.saturating_sub(BEFORE)..=range.start).find(|at| text.is_char_boundary(*at)).unwrap_or(range.start);
        let end = (range.end..=(range.end + BEHIND).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(range.end);
        let behind = &text[range.end..end];
        // What follows on another line or in another sentence speaks of something else.
        let behind = behind.split(['\n', '.', ';']).next().unwrap_or(behind);
        Self { before: text[start..range.start].to_lowercase(), behind: behind.to_lowercase() }
    }

    /// The nearest of the words, with how near it is: 1 where it touches, 0 at the edge.
    pub fn nearest(&self, words: &[&'static str]) -> Option<(&'static str, f64)> {
        let in_front = |word: &&'static str| {
            let at = last_word(&self.before, word)?;
            Some((*word, 1.0 - (self.before.len() - at - word.len()) as f64 / BEFORE as f64))
        };
        let behind = |word: &&'static str| {
            let at = first_word(&self.behind, word)?;
            // A word behind speaks as often of what comes next.
            Some((*word, 0.6 * (1.0 - at as f64 / BEHIND as f64)))
        };
        let near = words.iter().flat_map(|word| [in_front(word), behind(word)]).flatten();
        near.max_by(|one, other| one.1.total_cmp(&other.1))
    }
}

fn last_word(text: &str, word: &str) -> Option<usize> {
    text.rmatch_indices(word).map(|(at, _)| at).find(|at| stands_alone(text, *at, word))
}

fn first_word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| stands_alone(text, *at, word))
}

fn stands_alone(text: &str, at: usize, word: &str) -> bool {
    let begins = !text[..at].ends_with(char::is_alphanumeric);
    begins && (word.len() > WHOLE_UNTIL || !text[at + word.len()..].starts_with(char::is_alphanumeric))
}
