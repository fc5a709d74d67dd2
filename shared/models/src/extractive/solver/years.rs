use std::collections::BTreeSet;

use crate::extractive::{
    page::{Page, Sentence, Token},
    question::Asked,
};

/// What is left of a sentence's weight if the page is titled with another year than asked for, if the sentence tells only of others,
/// and if the page knows the year at least or not at all.
const OTHER_TITLE: f64 = 0.45;
const OTHER_YEARS: f64 = 0.75;
const ON_PAGE: f64 = 0.95;
const UNTOLD: f64 = 0.8;

/// How far a sentence speaks of the year that the question names: what is told of the Games of 2024 says little of those of 2016.
pub(super) fn agreement(asked: &Asked, page: &Page, sentence: &Sentence) -> f64 {
    let wanted = asked.years();
    if wanted.is_empty() {
        return 1.0;
    }
    let titled: BTreeSet<&str> = years(page.title.iter().chain(&page.aside)).collect();
    let told: BTreeSet<&str> = years(&sentence.tokens).collect();
    let holds = |years: &BTreeSet<&str>| wanted.iter().any(|year| years.contains(year));
    if holds(&told) || holds(&titled) {
        1.0
    } else if !titled.is_empty() {
        OTHER_TITLE
    } else if !told.is_empty() {
        OTHER_YEARS
    } else if wanted.iter().any(|year| page.stems.contains(*year)) {
        ON_PAGE
    } else {
        UNTOLD
    }
}

fn years<'t>(tokens: impl IntoIterator<Item = &'t Token<'t>>) -> impl Iterator<Item = &'t str> {
    tokens.into_iter().map(|token| token.folded.as_str()).filter(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use super::*;
    use crate::{ContextItem, ItemKind, SubQuestion};

    #[test]
    fn another_year_weighs_less() {
        let text = "Which town hosted the Osk Games in 1984?".to_owned();
        let asked = Asked::of(&SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text, premises: Vec::new() });
        let weight = |title: &str, text: &str| {
            let item = ContextItem { id: "p".to_owned(), kind: ItemKind::Passage, title: title.to_owned(), text: text.to_owned() };
            let page = Page::open(&item);
            agreement(&asked, &page, &page.sentences[0])
        };
        for (title, text, expected) in [
            ("1984 Osk Games", "Varn was the host.", 1.0),
            ("Osk Games", "In 1984 Varn was the host.", 1.0),
            ("1988 Osk Games", "Varn was the host.", OTHER_TITLE),
            ("Osk Games", "In 1988 Varn was the host.", OTHER_YEARS),
            ("Osk Games", "Varn was the host. It was dry in 1984.", ON_PAGE),
            ("Osk Games", "Varn was the host.", UNTOLD),
        ] {
            assert!((weight(title, text) - expected).abs() < f64::EPSILON, "{title}: {text}");
        }
    }
}
