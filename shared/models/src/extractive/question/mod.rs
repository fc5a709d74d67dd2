//! What a sub-question asks for: the sort of answer, the relation, whom or what it is about, and the words that must be found.

mod expected;
mod form;
mod name;
mod nouns;

use std::{collections::BTreeSet, ops::Range};

pub(super) use expected::{Expected, expected_of_noun, unit_of};
pub(super) use name::Name;

use super::{
    entailment::denies,
    page::{Token, tokens},
    relations::Relation,
    spans::{self, Sort, Unit},
};
use crate::SubQuestion;

#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub expected: Expected,
    pub relation: Option<&'static Relation>,
    /// Whether the relation's answer is known and its subject asked for.
    pub inverse: bool,
    /// The noun that is asked for, with its modifiers: `american`, `punk`, `band`. Stems; the head is the last.
    pub heads: Vec<String>,
    /// The stem of the verb whose subject is asked for.
    pub verb: Option<String>,
    /// Whether several things are asked for.
    pub plural: bool,
    /// The alternatives of "A or B", as ranges of the question.
    pub alternatives: Vec<Range<usize>>,
    /// The measure the number asked for is told in.
    pub unit: Option<Unit>,
    /// The names in the question, the longest first, none within another.
    pub subjects: Vec<Name>,
    /// The stems to be found in the evidence apart from the relation's own words, each once.
    pub terms: Vec<String>,
    /// Every folded word of the question.
    pub words: BTreeSet<String>,
    /// Its words of meaning outside of names.
    pub plain: Vec<Plain>,
    /// Whether it asks for what is not so.
    pub negated: bool,
    /// Whether it asks for what is to come.
    pub coming: bool,
}

/// A word of the question that is not part of a name.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pub folded: String,
    pub stem: String,
    /// Whether it asks for the relation.
    pub asks: bool,
}

impl Asked {
    pub fn of(question: &SubQuestion) -> Self {
        let tokens = tokens(&question.text, 0);
        let named = named(&tokens, question);
        let form = form::read(&tokens, &named);
        let found = Relation::asked(&tokens, &named, form.expected);
        let used = found.as_ref().map(|found| found.words.clone()).unwrap_or_default();
        let inverse = found.as_ref().is_some_and(|found| found.inverse);
        let relation = found.map(|found| found.relation);
        let expected = if inverse { form.expected } else { settle(form.expected, form.open, relation) };
        let skipped = |at: usize| used.contains(&at) || form.used.contains(&at) || tokens[at].stop;
        let mut terms = Vec::new();
        for (_, token) in tokens.iter().enumerate().filter(|(at, _)| !skipped(*at)) {
            if !terms.contains(&token.stem) {
                terms.push(token.stem.clone());
            }
        }
        let unnamed = || tokens.iter().enumerate().filter(|(at, _)| !named[*at]);
        let plain =
            |(at, token): (usize, &Token)| Plain { folded: token.folded.clone(), stem: token.stem.clone(), asks: used.contains(&at) };
        Self {
            plain: unnamed().filter(|(_, token)| !token.stop && !token.is_number()).map(plain).collect(),
            negated: unnamed().any(|(_, token)| denies(token)),
            coming: unnamed().any(|(_, token)| COMING.contains(&token.folded.as_str())),
            expected,
            relation,
            inverse,
            heads: form.heads,
            verb: form.verb,
            plural: form.plural,
            alternatives: alternatives(&tokens),
            unit: tokens.iter().find_map(|token| unit_of(&token.folded)),
            subjects: subjects(&tokens, question),
            terms,
            words: tokens.iter().map(|token| token.folded.clone()).collect(),
        }
    }
}

impl Asked {
    /// Whether it is answered by deciding: by yes or no, or for one of two alternatives.
    pub fn is_decided(&self) -> bool {
        self.expected == Expected::YesNo || !self.alternatives.is_empty()
    }

    /// The years the question names.
    pub fn years(&self) -> Vec<&str> {
        let year = |word: &&str| word.len() == 4 && word.parse().is_ok_and(|year: u32| (1000..=2100).contains(&year));
        self.words.iter().map(String::as_str).filter(year).collect()
    }
}

/// Words that ask for what is to come.
const COMING: &[&str] = &["will", "next", "upcoming", "tomorrow", "forthcoming"];

/// The question's form decides unless it is open and the relation knows better.
fn settle(form: Expected, open: bool, relation: Option<&'static Relation>) -> Expected {
    match relation {
        Some(relation) if open => relation.expected,
        Some(relation) if relation.expected == Expected::Organisation && form == Expected::Person => Expected::Name,
        Some(relation) if relation.expected == Expected::Organisation && form == Expected::Place => Expected::Name,
        Some(_) | None => form,
    }
}

/// "Which band is older, A or B": the names on both sides of the last `or`.
fn alternatives(tokens: &[Token]) -> Vec<Range<usize>> {
    let names = spans::names(tokens);
    let joined = tokens.iter().rposition(|token| token.folded == "or").and_then(|or| {
        let article = usize::from(tokens.get(or + 1).is_some_and(|token| token.stop));
        let before = names.iter().filter(|span| span.last == or && span.sort != Sort::Address).max_by_key(|span| span.last - span.first)?;
        let after = names
            .iter()
            .filter(|span| span.first == or + 1 + article && span.sort != Sort::Address)
            .max_by_key(|span| span.last - span.first)?;
        Some(vec![before.start..before.end, after.start..after.end])
    });
    joined.unwrap_or_default()
}

/// Which words belong to a name or an earlier answer, and so say nothing of the relation.
fn named(tokens: &[Token], question: &SubQuestion) -> Vec<bool> {
    let mut named = vec![false; tokens.len()];
    for span in spans::names(tokens).iter().filter(|span| span.first > 0) {
        named[span.first..span.last].fill(true);
    }
    for range in premise_ranges(question) {
        for (at, token) in tokens.iter().enumerate() {
            named[at] |= range.contains(&token.start);
        }
    }
    named
}

fn premise_ranges(question: &SubQuestion) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    question.premises.iter().filter_map(|premise| {
        let answer = premise.answer.text.as_deref().filter(|answer| !answer.is_empty())?;
        let start = question.text.find(answer)?;
        Some(start..start + answer.len())
    })
}

fn subjects(tokens: &[Token], question: &SubQuestion) -> Vec<Name> {
    let spoken = spans::names(tokens)
        .into_iter()
        .filter(|span| (span.first > 0 || span.last > 1) && !matches!(span.sort, Sort::Address | Sort::Part));
    let mut found: Vec<Name> = spoken.filter_map(|span| Name::of(&tokens[span.first..span.last])).collect();
    for range in premise_ranges(question) {
        let within: Vec<Token> = tokens.iter().filter(|token| range.contains(&token.start)).cloned().collect();
        found.extend(Name::of(&within));
    }
    found.sort_by_key(|name| std::cmp::Reverse(name.stems.len()));
    let mut kept: Vec<Name> = Vec::new();
    for name in found {
        if !kept.iter().any(|longer| name.is_within(longer)) {
            kept.push(name);
        }
    }
    kept
}
