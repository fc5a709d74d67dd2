use std::collections::BTreeSet;

use super::{Finding, ranking::Ranking};
use crate::extractive::{
    page::{Page, tokens},
    question::{Asked, Name},
};

/// How many findings are looked up again.
const CHECKED: usize = 15;
const BONUS: f64 = 0.25;

/// Raises the findings of which other sentences say more of what the question says: each clause of it may stand elsewhere.
pub(super) fn gather(asked: &Asked, ranking: &Ranking, pages: &[Page], findings: &mut [Finding]) {
    for finding in findings.iter_mut().take(CHECKED) {
        let words = tokens(&finding.text, 0);
        let Some(name) = Name::of(&words).filter(|_| words.iter().any(|word| word.is_capitalised())) else { continue };
        let own = said(asked, ranking, pages, finding.page, finding.sentence);
        let mut all = own.clone();
        for (at, page) in pages.iter().enumerate() {
            let titled = page.title.len() == words.len() && name.found_in(&page.title, &|_| 1.0) >= 1.0;
            for (sentence, here) in page.sentences.iter().enumerate() {
                if titled || name.found_in(&here.tokens, &|_| 1.0) >= 0.9 {
                    all.extend(said(asked, ranking, pages, at, sentence));
                }
            }
        }
        let weight = |terms: &BTreeSet<&str>| terms.iter().map(|term| ranking.rarity(term)).sum::<f64>();
        let total: f64 = asked.terms.iter().map(|term| ranking.rarity(term)).sum();
        if total > 0.0 {
            finding.score = (finding.score + BONUS * (weight(&all) - weight(&own)) / total).min(1.0);
        }
    }
}

fn said<'q>(asked: &'q Asked, ranking: &Ranking, pages: &[Page], page: usize, sentence: usize) -> BTreeSet<&'q str> {
    let terms = asked.terms.iter().map(String::as_str);
    terms.filter(|term| ranking.presence(pages, page, sentence, term) >= 0.85).collect()
}
