use super::{Finding, ranking::Ranking};
use crate::extractive::{
    page::{Page, tokens},
    question::{Asked, Name},
};

/// Which of two named alternatives the evidence speaks for: the one whose sentences hold more of what is asked.
pub(super) fn choose(asked: &Asked, question: &str, pages: &[Page], ranking: &Ranking) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for range in &asked.alternatives {
        let words = tokens(&question[range.clone()], 0);
        let Some(name) = Name::of(&words) else { continue };
        found.extend(best_for(&name, &question[range.clone()], asked, pages, ranking));
    }
    found.sort_by(|one, two| two.score.total_cmp(&one.score));
    found
}

fn best_for(name: &Name, text: &str, asked: &Asked, pages: &[Page], ranking: &Ranking) -> Option<Finding> {
    let mut best: Option<Finding> = None;
    for (at, page) in pages.iter().enumerate() {
        let titled = name.found_in(&page.title, &|_| 1.0);
        for (sentence, here) in page.sentences.iter().enumerate() {
            let named = name.found_in(&here.tokens, &|_| 1.0).max(titled);
            let wanted = asked.terms.iter().chain(&asked.heads).filter(|term| !is_alternative(asked, term));
            let (mut total, mut held) = (0.1, 0.0);
            for term in wanted {
                total += ranking.rarity(term);
                held += if here.tokens.iter().any(|token| token.stem == *term) { ranking.rarity(term) } else { 0.0 };
            }
            let score = named * (0.25 + 0.6 * held / total);
            if named > 0.5 && best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Finding { text: text.to_owned(), score, wording: held / total, subject: named, page: at, sentence });
            }
        }
    }
    best
}

fn is_alternative(asked: &Asked, term: &str) -> bool {
    asked.subjects.iter().any(|name| name.stems.iter().any(|stem| stem == term))
}
