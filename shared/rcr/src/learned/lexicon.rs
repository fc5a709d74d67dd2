use std::collections::HashMap;

use genesis_text::{fold, is_stop_word, stem, words};

/// The words of one request's texts, each folded and stemmed once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    /// Read by key only: their order is nobody's.
    written: HashMap<String, Entry>,
    stems: HashMap<String, u32>,
    roots: HashMap<String, u32>,
}

/// A word as it is compared. Numbers stand for stems.
#[derive(Debug, Clone, Copy)]
struct Entry {
    stem: u32,
    root: u32,
    is_stop: bool,
    is_month: bool,
    hint: Hint,
}

/// A word in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub stem: u32,
    /// The first letters of the stem: what words of one family have in common.
    pub root: u32,
    /// Where it begins.
    pub at: usize,
    pub is_stop: bool,
    pub is_capitalised: bool,
    pub shape: Shape,
    pub hint: Hint,
}

/// What a small word lets expect after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    None,
    /// As `in` and `from`.
    Place,
    /// As `by` and `with`.
    Agent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Word,
    Year,
    Month,
    Number,
}

impl Lexicon {
    pub fn read(&mut self, text: &str) -> Vec<Token> {
        let tokens = words(text).map(|word| {
            let Entry { stem, root, is_stop, is_month, hint } = self.entry(word.text);
            let shape = match word.text.as_bytes() {
                [b'1' | b'2', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit) => Shape::Year,
                _ if is_month && word.is_capitalised() => Shape::Month,
                _ if word.is_number() => Shape::Number,
                _ => Shape::Word,
            };
            Token { stem, root, at: word.start, is_stop, is_capitalised: word.is_capitalised(), shape, hint }
        });
        tokens.collect()
    }

    /// How many stems there are; they are numbered from 0.
    pub fn len(&self) -> usize {
        self.stems.len()
    }

    fn entry(&mut self, word: &str) -> Entry {
        if let Some(entry) = self.written.get(word) {
            return *entry;
        }
        let folded = fold(word);
        let is_stop = is_stop_word(&folded);
        let hint = match folded.as_str() {
            "in" | "at" | "from" | "near" | "of" => Hint::Place,
            "by" | "with" | "and" | "to" => Hint::Agent,
            _ => Hint::None,
        };
        let is_month = MONTHS.contains(&folded.as_str());
        let stem = stem(&folded);
        let root = number(&mut self.roots, &stem[..stem.char_indices().nth(ROOT).map_or(stem.len(), |(end, _)| end)]);
        let entry = Entry { stem: number(&mut self.stems, &stem), root, is_stop, is_month, hint };
        self.written.insert(word.to_owned(), entry);
        entry
    }
}

/// Letters of a root.
const ROOT: usize = 5;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

fn number(known: &mut HashMap<String, u32>, text: &str) -> u32 {
    if let Some(number) = known.get(text) {
        return *number;
    }
    let next = u32::try_from(known.len()).expect("texts have fewer words than that");
    known.insert(text.to_owned(), next);
    next
}
