use super::ranking::Ranking;
use crate::{
    SubAnswer,
    extractive::{
        gazetteer,
        page::{Page, Sentence, Token},
        question::Asked,
    },
};

/// What a sentence must hold of the question's words for "yes".
const AFFIRMED: f64 = 0.72;

/// Yes where one sentence with its title says all that the question says; no where its subject is described otherwise.
pub(super) fn answer(asked: &Asked, pages: &[Page]) -> SubAnswer {
    let ranking = Ranking::new(asked, pages);
    let mut best: Option<(usize, usize, f64, f64)> = None;
    for (page, opened) in pages.iter().enumerate() {
        for sentence in 0..opened.sentences.len() {
            let fit = ranking.fit(pages, page, sentence);
            let score = fit.coverage * (0.2 + 0.8 * fit.subject);
            let known = fit.subject > 0.0 && score > 0.0;
            if known && best.is_none_or(|(.., highest)| score > highest) {
                best = Some((page, sentence, fit.coverage, score));
            }
        }
    }
    let Some((page, sentence, coverage, score)) = best else {
        return SubAnswer::default();
    };
    let here = &pages[page].sentences[sentence];
    let denied = here.tokens.iter().any(|token| matches!(token.folded.as_str(), "not" | "never" | "neither" | "nor" | "without"));
    let named = asked.subjects.iter().all(|name| name.stems.iter().all(|stem| says(stem, here, &pages[page])));
    let affirmed = coverage >= AFFIRMED && named && !denied;
    let confidence = if affirmed { score } else { 0.5 * score + 0.2 };
    let text = if affirmed { "yes" } else { "no" };
    SubAnswer { text: Some(text.to_owned()), confidence: confidence.min(1.0), citations: vec![pages[page].cite(here)] }
}

/// Whether a sentence or its title holds a word, or another word for the same nation.
fn says(stem: &str, sentence: &Sentence, page: &Page) -> bool {
    let mut words = sentence.tokens.iter().chain(&page.title).chain(&page.aside);
    let nation = |token: &Token| gazetteer::nation_key(token.text).map(|key| genesis_text::stem(&key));
    words.any(|token| token.stem == stem || token.is_capitalised() && nation(token).as_deref() == Some(stem))
}
