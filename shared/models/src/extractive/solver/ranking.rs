use std::collections::{BTreeMap, BTreeSet};

use crate::extractive::{
    page::{Page, Sentence, Token},
    question::{Asked, Name},
    synonyms::synonyms,
};

/// How well the sentences of a context fit a question. Weights are set by hand.
#[derive(Debug)]
pub(super) struct Ranking<'q> {
    asked: &'q Asked,
    rarity: BTreeMap<&'q str, f64>,
    synonyms: BTreeMap<&'q str, BTreeSet<String>>,
    /// For each page, which of the question's stems its title holds, and how far it is about the question's subject.
    titles: Vec<TitleFit<'q>>,
}

#[derive(Debug)]
struct TitleFit<'q> {
    stems: BTreeSet<&'q str>,
    subject: f64,
}

/// A sentence's fit, each part from 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// The share of the question's words, weighed by rarity, that the sentence or its title holds.
    pub coverage: f64,
    /// How surely the sentence speaks of the question's subject.
    pub subject: f64,
}

const SYNONYM: f64 = 0.85;
const IN_TITLE: f64 = 0.9;
const NEARBY: f64 = 0.45;
const ON_PAGE: f64 = 0.25;
const RELATION_WEIGHT: f64 = 2.0;
const NAME_WEIGHT: f64 = 1.3;
const HEAD_WEIGHT: f64 = 0.4;

/// How surely a sentence speaks of a name that one shortly before it holds, so many bytes away at most, or another of its page.
const BEFORE: f64 = 0.5;
const ELSEWHERE: f64 = 0.3;
const NEAR: usize = 250;

/// How much the name that is told least counts against the mean of all names.
const LEAST: f64 = 0.4;

impl<'q> Ranking<'q> {
    pub fn new(asked: &'q Asked, pages: &[Page]) -> Self {
        let stems = asked.terms.iter().chain(&asked.heads).map(String::as_str);
        let rarity = stems.clone().map(|stem| (stem, rarity(stem, pages))).collect();
        let synonyms = stems.map(|stem| (stem, synonyms(stem))).collect();
        let mut ranking = Self { asked, rarity, synonyms, titles: Vec::new() };
        ranking.titles = pages.iter().map(|page| ranking.title_fit(page)).collect();
        ranking
    }

    /// How far a page is about the question's subject.
    pub fn about(&self, page: usize) -> f64 {
        self.titles[page].subject
    }

    pub fn rarity(&self, stem: &str) -> f64 {
        self.rarity.get(stem).copied().unwrap_or(0.0)
    }

    /// Whether a word is one of the question's or another word for it.
    pub fn means(&self, token: &Token, term: &str) -> bool {
        token.stem == term || self.synonyms.get(term).is_some_and(|words| words.contains(&token.stem))
    }

    pub fn fit(&self, pages: &[Page], page: usize, sentence: usize) -> Fit {
        let here = &pages[page].sentences[sentence];
        let told = self.asked.relation.is_none_or(|relation| relation.is_told(&here.tokens));
        let mut total = 0.0;
        let mut found = 0.0;
        for term in &self.asked.terms {
            let weight = self.rarity(term) * if self.names(term) { NAME_WEIGHT } else { 1.0 };
            total += weight;
            found += weight * self.presence(pages, page, sentence, term);
        }
        for head in &self.asked.heads {
            if !self.asked.terms.contains(head) {
                let weight = HEAD_WEIGHT * self.rarity(head);
                total += weight;
                found += weight * self.presence(pages, page, sentence, head);
            }
        }
        if self.asked.relation.is_some() {
            total += RELATION_WEIGHT;
            found += RELATION_WEIGHT * f64::from(u8::from(told));
        }
        let coverage = if total > 0.0 { found / total } else { 0.0 };
        Fit { coverage, subject: self.subject(&pages[page], page, here) }
    }

    fn names(&self, term: &str) -> bool {
        self.asked.subjects.iter().any(|name| name.stems.iter().any(|stem| stem == term))
    }

    pub fn presence(&self, pages: &[Page], page: usize, sentence: usize, term: &str) -> f64 {
        let holds = |sentence: &Sentence| sentence.tokens.iter().any(|token| token.stem == term);
        let sentences = &pages[page].sentences;
        let beside = |at: Option<usize>| at.and_then(|at| sentences.get(at)).is_some_and(holds);
        let other = |sentence: &Sentence| {
            sentence.tokens.iter().any(|token| self.synonyms.get(term).is_some_and(|words| words.contains(&token.stem)))
        };
        if holds(&sentences[sentence]) {
            1.0
        } else if other(&sentences[sentence]) {
            SYNONYM
        } else if self.titles[page].stems.contains(term) {
            IN_TITLE
        } else if beside(sentence.checked_sub(1)) || beside(Some(sentence + 1)) {
            NEARBY
        } else if pages[page].stems.contains(term) {
            ON_PAGE
        } else {
            0.0
        }
    }

    fn subject(&self, page: &Page, at: usize, sentence: &Sentence) -> f64 {
        let title = self.titles[at].subject;
        if self.asked.subjects.is_empty() {
            return if title > 0.6 { 1.0 } else { 0.7 };
        }
        let total: f64 = self.asked.subjects.iter().map(|name| self.weight(name)).sum();
        let found: f64 = self.asked.subjects.iter().map(|name| self.weight(name) * self.named_in(name, page, sentence)).sum();
        let least = self.asked.subjects.iter().map(|name| self.named_in(name, page, sentence)).fold(1.0, f64::min);
        (1.0 - LEAST) * found / total + LEAST * least
    }

    fn weight(&self, name: &Name) -> f64 {
        name.stems.iter().map(|stem| self.rarity(stem)).fold(0.1, f64::max)
    }

    fn named_in(&self, name: &Name, page: &Page, sentence: &Sentence) -> f64 {
        let rarity = |stem: &str| self.rarity(stem).max(0.05);
        let in_sentence = name.found_in(&sentence.tokens, &rarity);
        let in_title = self.title_of(name, page);
        let near = |other: &Sentence| other.start <= sentence.start && sentence.start.saturating_sub(other.end) <= NEAR;
        let share = |other: &Sentence| if near(other) { BEFORE } else { ELSEWHERE };
        let on_page = page.sentences.iter().map(|other| share(other) * name.found_in(&other.tokens, &rarity)).fold(0.0, f64::max);
        in_sentence.max(in_title).max(on_page)
    }

    /// How far a page is titled with a name, from 0 to 1: more words on either side make it another thing.
    fn title_of(&self, name: &Name, page: &Page) -> f64 {
        let shared = name.found_in(&page.title, &|stem| self.rarity(stem).max(0.05));
        let content = page.title.iter().filter(|token| !token.stop).count();
        let surplus = content.saturating_sub(name.stems.len()) as f64;
        shared * (1.0 - 0.12 * surplus).max(0.4)
    }

    fn title_fit(&self, page: &Page) -> TitleFit<'q> {
        let in_title = |stem: &str| page.title.iter().chain(&page.aside).any(|token| token.stem == stem);
        let stems = self.asked.terms.iter().chain(&self.asked.heads).map(String::as_str).filter(|stem| in_title(stem)).collect();
        let content: Vec<&Token> = page.title.iter().filter(|token| !token.stop).collect();
        let spoken = content.iter().filter(|token| self.asked.terms.contains(&token.stem)).count() as f64 / content.len().max(1) as f64;
        let named = self.asked.subjects.iter().map(|name| self.title_of(name, page)).fold(0.0, f64::max);
        TitleFit { stems, subject: if self.asked.subjects.is_empty() { spoken } else { named } }
    }
}

/// Rare words weigh more: the logarithm of the passages per passage that holds the word.
fn rarity(stem: &str, pages: &[Page]) -> f64 {
    let holding = pages.iter().filter(|page| page.stems.contains(stem)).count() as f64;
    ((pages.len() as f64 + 1.0) / (holding + 0.5)).ln().max(0.2)
}
