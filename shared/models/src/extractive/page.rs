//! The context as the reader sees it: passages with their sentences and words, every place a byte offset into the passage.

use std::collections::BTreeSet;

use genesis_text::{fold, is_stop_word, sentences, stem, words};

use super::entailment::instructs;
use crate::{Citation, ContextItem, ItemKind};

/// A passage laid out for reading.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub item: &'a ContextItem,
    /// The words of the title, without what stands in brackets.
    pub title: Vec<Token<'a>>,
    /// The words in brackets after the title: `1969 film`.
    pub aside: Vec<Token<'a>>,
    pub sentences: Vec<Sentence<'a>>,
    /// The stems of title and text.
    pub stems: BTreeSet<String>,
}

#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub start: usize,
    pub end: usize,
    pub tokens: Vec<Token<'a>>,
}

/// A word in its place.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    /// What stands between the word before and this one: spaces and punctuation.
    pub gap: &'a str,
    pub start: usize,
    pub end: usize,
    pub folded: String,
    pub stem: String,
    pub stop: bool,
}

impl<'a> Page<'a> {
    pub fn open(item: &'a ContextItem) -> Self {
        let title = tokens(without_brackets(&item.title), 0);
        let aside = tokens(item.title.get(without_brackets(&item.title).len()..).unwrap_or(""), 0);
        let sentences: Vec<Sentence> = sentences(&item.text)
            .into_iter()
            .filter(|range| !item.text[range.clone()].starts_with('#'))
            .map(|range| Sentence { start: range.start, end: range.end, tokens: tokens(&item.text[range.clone()], range.start) })
            .filter(|sentence| !instructs(&sentence.tokens, &title))
            .collect();
        let stems = title.iter().chain(&aside).chain(sentences.iter().flat_map(|s| &s.tokens)).map(|token| token.stem.clone()).collect();
        Self { item, title, aside, sentences, stems }
    }

    /// The passages among the items, without repetitions.
    pub fn open_all(items: &'a [ContextItem]) -> Vec<Self> {
        let mut seen = BTreeSet::new();
        items.iter().filter(|item| item.kind == ItemKind::Passage && seen.insert(&item.id)).map(Self::open).collect()
    }

    pub fn text(&self) -> &'a str {
        &self.item.text
    }

    /// The title as it is spoken of, without what stands in brackets.
    pub fn name(&self) -> &'a str {
        without_brackets(&self.item.title)
    }

    pub fn cite(&self, sentence: &Sentence) -> Citation {
        Citation {
            passage: self.item.id.clone(),
            title: self.item.title.clone(),
            quote: self.item.text[sentence.start..sentence.end].to_owned(),
            start: sentence.start,
            end: sentence.end,
        }
    }
}

impl Token<'_> {
    /// Whether it is written as a name is; `eBay` too.
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().take(2).any(char::is_uppercase)
    }

    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether only white space stands before the word.
    pub fn follows_closely(&self) -> bool {
        self.gap.chars().all(char::is_whitespace)
    }
}

/// The words of a text that begins at `offset` of its passage.
pub(super) fn tokens(text: &str, offset: usize) -> Vec<Token<'_>> {
    let mut before = 0;
    words(text)
        .map(|word| {
            let gap = &text[before..word.start];
            before = word.end();
            let folded = fold(word.text);
            Token {
                text: word.text,
                gap,
                start: offset + word.start,
                end: offset + word.end(),
                stem: stem(&folded),
                stop: is_stop_word(&folded),
                folded,
            }
        })
        .collect()
}

fn without_brackets(title: &str) -> &str {
    match title.find('(') {
        Some(at) if at > 0 => title[..at].trim_end(),
        _ => title.trim(),
    }
}
