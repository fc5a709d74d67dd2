use std::collections::HashMap;

use genesis_text::{fold, is_stop_word, stem, words};

/// The words of one request's texts, each folded and stemmed once.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Read by key only: their order is nobody's.
    written: HashMap<String, Entry>,
    stems: HashMap<String, u32>,
}

/// A word as it is compared. Numbers stand for stems.
#[derive(Debug, Clone, Copy)]
struct Entry {
    stem: u32,
    is_stop: bool,
}

/// A word in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub stem: u32,
    /// Where it begins.
    pub at: usize,
    pub is_stop: bool,
    pub is_capitalised: bool,
    pub shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Word,
    Year,
    Number,
}

impl Lexicon {
    pub fn read(&mut self, text: &str) -> Vec<Token> {
        let tokens = words(text).map(|word| {
            let Entry { stem, is_stop } = self.entry(word.text);
            let shape = match word.text.as_bytes() {
                [b'1' | b'2', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit) => Shape::Year,
                _ if word.is_number() => Shape::Number,
                _ => Shape::Word,
            };
            Token { stem, at: word.start, is_stop, is_capitalised: word.is_capitalised(), shape }
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
        let next = u32::try_from(self.stems.len()).expect("texts have fewer words than that");
        let entry = Entry { stem: *self.stems.entry(stem(&folded)).or_insert(next), is_stop };
        self.written.insert(word.to_owned(), entry);
        entry
    }
}
