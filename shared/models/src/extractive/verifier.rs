use genesis_lag::StepKind;
use genesis_text::{fold, words};

use super::{entailment, gazetteer, page::Page, question::Asked, rewriter::asked_for};
use crate::{Answered, Citation, ContextItem, FinalAnswer, Reading, SubQuestion, Verification};

/// Every sub-answer must stand in what it cites, every quote in its passage, and the answer among the sub-answers.
pub(super) fn verify(reading: Reading, answer: &FinalAnswer) -> Verification {
    let mut issues: Vec<String> = reading.answered.iter().filter_map(|answered| unsupported(answered, reading)).collect();
    issues.extend(answer.citations.iter().filter(|citation| !is_quoted(citation, reading.context)).map(misquoted));
    if answer.text.is_empty() {
        issues.push("There is no answer.".to_owned());
    } else if answer.text != asked_for(reading.answered) {
        issues.push(format!("“{}” is not what the sub-questions asked for answer.", answer.text));
    }
    issues.dedup();
    Verification { passed: issues.is_empty(), issues }
}

fn unsupported(answered: &Answered, reading: Reading) -> Option<String> {
    let context = reading.context;
    let SubAnswer { text, citations } = SubAnswer::of(answered)?;
    if citations.is_empty() {
        return Some(format!("“{text}” cites nothing."));
    }
    if let Some(citation) = citations.iter().find(|citation| !is_quoted(citation, context)) {
        return Some(misquoted(citation));
    }
    let drawn = citations.len() > 1 && (answered.question.contains(text) || text.contains(|c: char| c.is_ascii_digit()));
    let stated = is_verdict(text) || drawn || citations.iter().any(|citation| stands_in(text, citation));
    if !stated {
        return Some(format!("“{text}” does not stand in what is cited for “{}”.", answered.question));
    }
    let borrowed =
        |citation: &Citation| reading.answered.iter().any(|other| other.id != answered.id && other.answer.citations.contains(citation));
    let is_fact = !drawn && !citations.iter().all(borrowed);
    is_fact.then(|| not_entailed(answered, reading)).flatten()
}

/// Why what is cited does not speak of the question. Where sentences of the passage were left out of the context, those may.
fn not_entailed(answered: &Answered, reading: Reading) -> Option<String> {
    let premises = reading.answered.iter().take_while(|earlier| earlier.id != answered.id).cloned().collect();
    let question = SubQuestion { id: answered.id, kind: StepKind::Lookup, text: answered.question.clone(), premises };
    let cited = |item: &&ContextItem| answered.answer.citations.iter().any(|citation| citation.passage == item.id);
    let whole = reading.context.iter().filter(cited).all(|item| !item.text.contains(LEFT_OUT));
    let reason = entailment::gap(&Asked::of(&question), &Page::open_all(reading.context), &answered.answer).filter(|_| whole)?;
    Some(format!("What is cited for “{}” does not say it: {reason}", answered.question))
}

/// What stands for a sentence that was left out of a passage: blanks, so that every place stays where it is.
const LEFT_OUT: &str = "    ";

/// A claim and what is cited for it.
struct SubAnswer<'a> {
    text: &'a str,
    citations: &'a [Citation],
}

impl<'a> SubAnswer<'a> {
    fn of(answered: &'a Answered) -> Option<Self> {
        Some(Self { text: answered.answer.text.as_deref()?, citations: &answered.answer.citations })
    }
}

fn misquoted(citation: &Citation) -> String {
    format!("“{}” does not stand in passage {}.", citation.quote, citation.passage)
}

fn is_quoted(citation: &Citation, context: &[ContextItem]) -> bool {
    context.iter().any(|item| item.id == citation.passage && item.text.get(citation.start..citation.end) == Some(citation.quote.as_str()))
}

/// Decisions are drawn from the quotes and need not stand in them, like the choice of an alternative or a difference.
fn is_verdict(text: &str) -> bool {
    matches!(text, "yes" | "no")
}

fn stands_in(text: &str, citation: &Citation) -> bool {
    let folded = |text: &str| format!(" {} ", words(text).map(|word| fold(word.text)).collect::<Vec<_>>().join(" "));
    let claim = folded(text);
    let spoken = |place: &str| folded(place).contains(&claim);
    spoken(&citation.quote) || spoken(&citation.title) || is_glued(text, &citation.quote) || names_people(text, &citation.quote)
}

/// Some texts have lost the space or dash after a date, so that it ends within a word.
fn is_glued(text: &str, quote: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && quote.contains(text)
}

/// Whether the quote calls something by the people of the country that is claimed: `South Korean` for `South Korea`.
fn names_people(country: &str, quote: &str) -> bool {
    let all: Vec<&str> = words(quote).map(|word| word.text).collect();
    (1..=2).any(|length| all.windows(length).any(|window| gazetteer::country_of_people(&window.join(" ")) == Some(country)))
}

#[cfg(test)]
mod tests {
    use genesis_lag::StepId;

    use super::*;
    use crate::ItemKind;

    const TEXT: &str = "Varn is a town. It lies in Norrland.";

    fn context() -> Vec<ContextItem> {
        vec![ContextItem { id: "varn#0".to_owned(), kind: ItemKind::Passage, title: "Varn".to_owned(), text: TEXT.to_owned() }]
    }

    fn check(claim: &str, quote: &str, start: usize) -> Verification {
        let citation =
            Citation { passage: "varn#0".to_owned(), title: "Varn".to_owned(), quote: quote.to_owned(), start, end: start + quote.len() };
        let answer = crate::SubAnswer { text: Some(claim.to_owned()), confidence: 0.9, citations: vec![citation.clone()] };
        let answered = [Answered { id: StepId::new(1), question: "Where is Varn?".to_owned(), answer, asked: true }];
        let last = FinalAnswer { text: claim.to_owned(), explanation: String::new(), citations: vec![citation] };
        verify(Reading { question: "Where is Varn?", answered: &answered, context: &context() }, &last)
    }

    #[test]
    fn a_claim_that_stands_in_its_quote_passes() {
        assert_eq!(check("Norrland", "It lies in Norrland.", 16), Verification { passed: true, issues: Vec::new() });
    }

    #[test]
    fn a_quote_on_something_else_is_an_issue() {
        let quote = "Varn is a town.";
        let citation =
            Citation { passage: "varn#0".to_owned(), title: "Varn".to_owned(), quote: quote.to_owned(), start: 0, end: quote.len() };
        for (question, passes) in [("What is Varn?", true), ("What is the king of Osk?", false), ("What will Varn be?", false)] {
            let answer = crate::SubAnswer { text: Some("town".to_owned()), confidence: 1.0, citations: vec![citation.clone()] };
            let answered = [Answered { id: StepId::new(1), question: question.to_owned(), answer, asked: true }];
            let last = FinalAnswer { text: "town".to_owned(), explanation: String::new(), citations: vec![citation.clone()] };
            assert_eq!(verify(Reading { question, answered: &answered, context: &context() }, &last).passed, passes, "{question}");
        }
    }

    #[test]
    fn a_claim_without_support_is_an_issue() {
        for (claim, quote, start) in [
            ("Sorland", "It lies in Norrland.", 16),
            ("Norrland", "It lies in Norrland.", 15),
            ("Norrland", "It does lie in Norrland.", 16),
            ("orrland", "It lies in Norrland.", 16),
        ] {
            assert!(!check(claim, quote, start).passed, "{claim} {start}");
        }
    }
}
