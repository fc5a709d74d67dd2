use super::{evidence::document, is_firm};
use crate::extractive::{
    compare,
    page::{Page, Sentence},
    question::{Asked, Expected, Name},
    solver::Finding,
};

/// Two firm statements of one fact that cannot both be true, in a sentence that names both sides.
///
/// Only relations with a single value count, only statements of different documents, and only if both speak of the same subject:
/// a namesake with something more in its title is another thing. A sentence that lists several values contradicts nothing it lists.
pub(super) fn conflict(asked: &Asked, pages: &[Page], findings: &[Finding]) -> Option<String> {
    let relation = asked.relation.filter(|relation| relation.functional && !asked.inverse)?;
    let valued = matches!(asked.expected, Expected::Date | Expected::Year | Expected::Number | Expected::Place | Expected::Person);
    let best = findings.first().filter(|best| valued && is_firm(best) && is_about(asked, pages, best))?;
    let rival = findings.iter().skip(1).find(|other| {
        let elsewhere = document(&pages[other.page].item.id) != document(&pages[best.page].item.id);
        let listed = quote(pages, other).contains(&best.text) || quote(pages, best).contains(&other.text);
        let firm = other.score >= CLOSE * best.score && is_firm(other) && is_about(asked, pages, other);
        elsewhere && firm && !listed && !compare::same(&best.text, &other.text)
    })?;
    let side = |finding: &Finding| format!("“{}” says {}", pages[finding.page].item.title, finding.text);
    Some(format!("The sources contradict each other on the {}: {}, but {}.", relation.name, side(best), side(rival)))
}

/// How nearly as good as the best a statement must be to stand against it.
const CLOSE: f64 = 0.8;

/// Whether the statement speaks of the question's subject: it names it whole.
fn is_about(asked: &Asked, pages: &[Page], finding: &Finding) -> bool {
    let page = &pages[finding.page];
    let sentence = &page.sentences[finding.sentence];
    let Some(name) = asked.subjects.first() else {
        return false;
    };
    let namesake = name.found_in(&page.title, &|_| 1.0) >= 1.0
        && (page.title.iter().filter(|token| !token.stop).count() > name.stems.len() || !page.aside.is_empty());
    !namesake && !is_of_its_title(name, page, sentence) && name.found_in(&sentence.tokens, &|_| 1.0) >= 1.0
}

/// Whether a page on something else speaks of that: its sentence begins with the title's first word or with a pronoun.
fn is_of_its_title(name: &Name, page: &Page, sentence: &Sentence) -> bool {
    let titled = page.title.first().is_some_and(|title| name.found_in(&page.title, &|_| 1.0) < 1.0 && !name.holds(title));
    let opening = sentence.tokens.iter().find(|token| !matches!(token.folded.as_str(), "the" | "a" | "an"));
    titled
        && opening.is_some_and(|opening| {
            page.title.iter().any(|title| !title.stop && title.stem == opening.stem)
                || matches!(opening.folded.as_str(), "he" | "she" | "it" | "they")
        })
}

fn quote<'a>(pages: &[Page<'a>], finding: &Finding) -> &'a str {
    let page = &pages[finding.page];
    let sentence = &page.sentences[finding.sentence];
    &page.text()[sentence.start..sentence.end]
}
