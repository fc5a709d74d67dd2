use crate::{
    SubAnswer,
    extractive::{
        page::{Page, Token, tokens},
        question::Asked,
        synonyms::synonyms,
    },
};

/// Below this an answer to a question of a certain year must come from a text that tells the year.
const WEAK_YEAR: f64 = 0.45;

/// Why the answer's own evidence cannot carry it, whatever its score: it tells of another year, or the question names nobody. Whether it
/// speaks of whom the question names, the entailment check tells.
pub(super) fn flaw(asked: &Asked, pages: &[Page], answer: &SubAnswer) -> Option<String> {
    let cited: Vec<&Page> = pages.iter().filter(|page| answer.citations.iter().any(|citation| citation.passage == page.item.id)).collect();
    other_year(asked, pages, &cited, answer).or_else(|| unnamed(asked, &cited))
}

/// The question names a year that the evidence's document never mentions, and the evidence tells of another or is weak.
fn other_year(asked: &Asked, pages: &[Page], cited: &[&Page], answer: &SubAnswer) -> Option<String> {
    let figure = |token: &Token| token.text.len() == 4 && token.is_number();
    let titled = cited.iter().any(|page| page.title.iter().chain(&page.aside).any(figure));
    let quoted = answer.citations.iter().any(|citation| tokens(&citation.quote, 0).iter().any(figure));
    if !titled && !quoted && answer.confidence >= WEAK_YEAR {
        return None;
    }
    let of_document = |page: &&Page| cited.iter().any(|other| document(&other.item.id) == document(&page.item.id));
    let untold = |year: &&str| !pages.iter().filter(of_document).any(|page| page.stems.contains(*year));
    let years = asked.years();
    years.iter().all(untold).then(|| years.first()).flatten().map(|year| format!("The evidence does not speak of {year}."))
}

/// The question asks for a relation but not of what: it has no name, and no word of its own that the evidence holds.
fn unnamed(asked: &Asked, cited: &[&Page]) -> Option<String> {
    let superlative = asked.words.iter().any(|word| word.ends_with("est") || matches!(word.as_str(), "first" | "last" | "most"));
    if asked.relation.is_none() || !asked.subjects.is_empty() || superlative {
        return None;
    }
    let years = asked.years();
    let vague = |term: &&String| years.contains(&term.as_str()) || VAGUE.contains(&term.as_str());
    let told =
        |term: &String| cited.iter().any(|page| page.stems.contains(term) || synonyms(term).iter().any(|other| page.stems.contains(other)));
    let carried = asked.terms.iter().chain(&asked.heads[..asked.heads.len().saturating_sub(1)]).filter(|term| !vague(term)).any(told);
    (!carried).then(|| "The evidence speaks of nothing that the question names.".to_owned())
}

/// The document of a passage: passages are numbered after it.
pub(super) fn document(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(document, _)| document)
}

/// Words that set a time without naming one, as stems.
const VAGUE: &[&str] = &["current", "now", "today", "present", "new", "latest", "recent"];

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use crate::{
        ContextItem, Critique, ItemKind, SubQuestion,
        extractive::{critic::critique, solver},
    };

    fn judged(question: &str, passages: &[(&str, &str)]) -> Critique {
        let question = SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: question.to_owned(), premises: Vec::new() };
        let item = |(at, (title, text)): (usize, &(&str, &str))| ContextItem {
            id: format!("d{at}#0"),
            kind: ItemKind::Passage,
            title: (*title).to_owned(),
            text: (*text).to_owned(),
        };
        let context: Vec<ContextItem> = passages.iter().enumerate().map(item).collect();
        critique(&question, &solver::solve(&question, &context), &context)
    }

    #[test]
    fn evidence_on_something_else_carries_no_answer() {
        let varn = ("Varn Works", "Ada Holm and Per Lund founded Varn Works in 1950. Oskan bought it in 1960.");
        let games = ("1988 Osk Games", "Norrland hosted the 1988 Osk Games. Ida Berg led the team as captain.");
        let census = ("Varn", "The people of Varn were counted in 1984.");
        let rocket = ("Brim 7", "The building of the rocket was led by Jon Vik.");
        let tower = ("Varn", "The tallest tower in Varn was designed by the architect Jon Vik.");
        let lamp = ("Holm lamp", "The Holm lamp was invented by Ida Berg in Varn.");
        let river = ("Osk", "The mouth of the Osk lies on the Pale Sea, where the river forms a delta.");
        for (question, passages, stands) in [
            ("Who founded Varn Works?", vec![varn], true),
            ("Who founded Oskan?", vec![varn], false),
            ("Which country hosted the 1988 Osk Games?", vec![games, census], true),
            ("Which country hosted the 1984 Osk Games?", vec![games, census], false),
            ("Who is the current leader?", vec![rocket], false),
            ("Who was the leader in 1984?", vec![rocket, census], false),
            ("Who invented Varn?", vec![tower], false),
            ("Who invented the Holm lamp?", vec![lamp], true),
            ("Who founded the Osk?", vec![river], false),
        ] {
            let judged = judged(question, &passages);
            assert_eq!(judged.flag.is_none(), stands, "{question}: {}", judged.reason);
        }
    }
}
