use crate::{Answered, Citation, FinalAnswer, Reading};

/// The answers the question asks for, in plan order; the explanation tells the chain in its own words and adds nothing.
pub(super) fn rewrite(reading: Reading) -> FinalAnswer {
    let mut citations: Vec<Citation> = Vec::new();
    for citation in reading.answered.iter().flat_map(|answered| &answered.answer.citations) {
        if !citations.contains(citation) {
            citations.push(citation.clone());
        }
    }
    let explanation = reading.answered.iter().filter_map(sentence).collect::<Vec<_>>().join(" ");
    FinalAnswer { text: asked_for(reading.answered), explanation, citations }
}

/// Where no answer is marked as asked for, the last one is.
pub(super) fn asked_for(answered: &[Answered]) -> String {
    let texts: Vec<&str> =
        answered.iter().filter(|answered| answered.asked).filter_map(|answered| answered.answer.text.as_deref()).collect();
    let last = || answered.iter().rev().find_map(|answered| answered.answer.text.as_deref());
    if texts.is_empty() { last().unwrap_or_default().to_owned() } else { texts.join("; ") }
}

fn sentence(answered: &Answered) -> Option<String> {
    let text = answered.answer.text.as_deref()?;
    let source = answered.answer.citations.first().map(|citation| citation.title.as_str()).filter(|title| !title.is_empty());
    let question = answered.question.trim();
    Some(match source {
        Some(title) if answered.answer.citations.len() == 1 => format!("{question} {text}, says “{title}”."),
        _ => format!("{question} {text}."),
    })
}

#[cfg(test)]
mod tests {
    use genesis_lag::StepId;

    use super::*;
    use crate::SubAnswer;

    fn answered(id: usize, question: &str, text: &str, title: &str) -> Answered {
        let citation =
            Citation { passage: format!("{title}#0"), title: title.to_owned(), quote: text.to_owned(), start: 0, end: text.len() };
        let answer = SubAnswer { text: Some(text.to_owned()), confidence: 0.9, citations: vec![citation] };
        Answered { id: StepId::new(id), question: question.to_owned(), answer, asked: false }
    }

    #[test]
    fn the_chain_is_told_in_order_with_all_citations() {
        let chain = [answered(1, "Where is Varn?", "Norrland", "Varn"), answered(2, "What is the capital of Norrland?", "Osk", "Norrland")];
        let merged = rewrite(Reading { question: "What is the capital of where Varn is?", answered: &chain, context: &[] });
        assert_eq!(merged.text, "Osk");
        assert_eq!(merged.explanation, "Where is Varn? Norrland, says “Varn”. What is the capital of Norrland? Osk, says “Norrland”.");
        assert_eq!(merged.citations.len(), 2);
    }

    #[test]
    fn every_answer_that_was_asked_for_is_given() {
        let chain = ["Brim", "Osk", "1900"].map(|text| answered(1, "What?", text, "Varn"));
        for (asked, expected) in [
            ([false, false, false], "1900"),
            ([false, false, true], "1900"),
            ([true, false, true], "Brim; 1900"),
            ([true; 3], "Brim; Osk; 1900"),
        ] {
            let mut chain = chain.clone();
            for (answered, asked) in chain.iter_mut().zip(asked) {
                answered.asked = asked;
            }
            assert_eq!(rewrite(Reading { question: "What?", answered: &chain, context: &[] }).text, expected);
        }
    }
}
