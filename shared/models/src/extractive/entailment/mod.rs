//! Whether cited sentences carry an answer: they, their title or the sentences beside them must speak of all that the question
//! names, of what it asks for, in the degree and at the time it asks about, and must not deny it.
//!
//! The check is the same for the Critic and the Verifier, and no confidence is high enough to be spared it.

mod deed;
mod instruction;
mod manner;
mod words;

pub(super) use instruction::instructs;
pub(super) use manner::denies;

use super::{
    page::{Page, Token},
    question::Asked,
    solver,
};
use crate::{Citation, SubAnswer};

/// What the cited sentences and their surroundings say.
struct Seen<'a> {
    /// The cited sentences.
    here: Vec<&'a [Token<'a>]>,
    /// These, and the words of the titles.
    own: Vec<&'a Token<'a>>,
    /// These with the sentences beside them.
    near: Vec<&'a Token<'a>>,
    /// Whether a cited sentence tells a life in brackets, which says when and where somebody was born or died.
    life: bool,
}

/// How many sentences before the evidence, and how many after it, may name what it speaks of.
const BEFORE: usize = 2;
const AFTER: usize = 1;

/// Why what is cited does not carry the answer; none where it does, and where the cited passages are not at hand.
pub(super) fn gap(asked: &Asked, pages: &[Page], answer: &SubAnswer) -> Option<String> {
    let text = answer.text.as_deref()?;
    let seen = Seen::of(pages, &answer.citations)?;
    manner::gap(asked, &seen, text)
        .or_else(|| (!asked.is_decided()).then(|| words::gap(asked, &seen, text).or_else(|| deed::gap(asked, &seen, text))).flatten())
}

impl<'a> Seen<'a> {
    fn of(pages: &'a [Page<'a>], citations: &[Citation]) -> Option<Self> {
        let mut seen = Self { here: Vec::new(), own: Vec::new(), near: Vec::new(), life: false };
        for citation in citations {
            let page = pages.iter().find(|page| page.item.id == citation.passage)?;
            let at = page.sentences.iter().position(|sentence| sentence.start == citation.start)?;
            let beside = &page.sentences[at.saturating_sub(BEFORE)..(at + 1 + AFTER).min(page.sentences.len())];
            let sentence = &page.sentences[at];
            let titled = || page.title.iter().chain(&page.aside);
            seen.here.push(&sentence.tokens);
            seen.own.extend(sentence.tokens.iter().chain(titled()));
            seen.near.extend(beside.iter().flat_map(|sentence| &sentence.tokens).chain(titled()));
            seen.life |= solver::life_span(sentence, page.text()).is_some();
        }
        (!seen.here.is_empty()).then_some(seen)
    }

    fn tokens(&self) -> impl Iterator<Item = &'a Token<'a>> + '_ {
        self.here.iter().copied().flatten()
    }
}
