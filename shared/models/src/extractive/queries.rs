use std::collections::BTreeSet;

use genesis_text::terms;

use super::{page::tokens, question::Asked, relations::Relation, spans};
use crate::SubQuestion;

/// The paper's conditioned query first (premise answers before the sub-question; LAG, section 3.3), then the bare question, then its names
/// with the relation. Queries of the same words are given once.
pub(super) fn queries(question: &SubQuestion) -> Vec<String> {
    let known: Vec<&str> = question.premises.iter().filter_map(|premise| premise.answer.text.as_deref()).collect();
    let conditioned = known.iter().copied().chain([question.text.as_str()]).collect::<Vec<_>>().join(" ");
    let mut seen = BTreeSet::new();
    let all = [conditioned, question.text.clone(), focused(question)];
    all.into_iter().filter(|query| seen.insert(terms(query).into_iter().collect::<BTreeSet<_>>()) && !terms(query).is_empty()).collect()
}

fn focused(question: &SubQuestion) -> String {
    let tokens = tokens(&question.text, 0);
    let asked = Asked::of(question);
    let names = spans::names(&tokens);
    let mut words: Vec<&str> = names.iter().filter(|span| span.first > 0).map(|span| &question.text[span.start..span.end]).collect();
    words.extend(asked.relation.into_iter().flat_map(Relation::usual_words));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use super::*;
    use crate::{Answered, SubAnswer};

    #[test]
    fn a_query_is_conditioned_on_what_is_known() {
        let premise = Answered {
            id: StepId::new(1),
            question: "Which country hosted the Games?".to_owned(),
            answer: SubAnswer { text: Some("Varnland".to_owned()), confidence: 0.9, citations: Vec::new() },
            asked: false,
        };
        let text = "Who composed its anthem?".to_owned();
        let question = SubQuestion { id: StepId::new(2), kind: StepKind::Lookup, text, premises: vec![premise] };
        assert_eq!(queries(&question)[..2], ["Varnland Who composed its anthem?", "Who composed its anthem?"]);
    }
}
