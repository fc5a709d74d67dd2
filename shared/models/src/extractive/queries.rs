use std::collections::BTreeSet;

use genesis_text::terms;

use super::{page::tokens, question::Asked, relations::Relation, spans};
use crate::SubQuestion;

/// The bare question, then its names with the relation. Queries of the same words are given once.
pub(super) fn queries(question: &SubQuestion) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = [question.text.clone(), focused(question)];
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

    #[test]
    fn the_question_comes_before_its_names() {
        let text = "Who composed the anthem of Varnland?".to_owned();
        let question = SubQuestion { id: StepId::new(2), kind: StepKind::Lookup, text: text.clone(), premises: Vec::new() };
        let queries = queries(&question);
        assert_eq!((queries.len(), &queries[0]), (2, &text));
        assert!(queries[1].starts_with("Varnland"), "{queries:?}");
    }
}
