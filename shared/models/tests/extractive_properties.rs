//! Whatever the extractive model is given, it does not panic, quotes word for word and repeats itself exactly.

mod asking;

use asking::{answer, critique, lookup, passage};
use futures::FutureExt;
use genesis_lag::StepId;
use genesis_models::{Answered, Extractive, Model, Reading};
use proptest::prelude::*;

/// Words that reach into the reader's grammars, mixed with anything at all.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "Ada", "Brim", "born", "in", "on", "12", "May", "1950", "18145", "(", ")", "–", "\"", "“", "”", "'s", ",", ".", "and", "of", "the", "The", "is",
            "a", "was", "directed", "by", "capital", "South", "Korean", "$1.18", "trillion", "40", "%", "km", "square", "BC", "wife", "son", "who", "not",
            "Straße", "İstanbul", "𝔘", "ﬁ", "e\u{301}", "Å", "because", "due", "to", "?", "!", "\n", "#", "3rd", "1950s", "°", "United", "States", "-", "or",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let space = prop::sample::select(vec![" ", "", " ", " "]);
    prop::collection::vec((word, space), 0..40).prop_map(|parts| parts.into_iter().map(|(word, space)| word + space).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_quote_stands_where_it_says(question in text(), title in text(), one in text(), two in text()) {
        let context = [passage(&title, &one), passage("Ada Brim", &two)];
        let found = answer(&question, &context);
        prop_assert!((0.0..=1.0).contains(&found.confidence));
        for citation in &found.citations {
            let cited = context.iter().find(|item| item.id == citation.passage).expect("a passage of the context");
            prop_assert_eq!(cited.text.get(citation.start..citation.end), Some(citation.quote.as_str()));
        }
    }

    #[test]
    fn the_same_question_has_the_same_answer(question in text(), one in text()) {
        let context = [passage("Ada Brim", &one)];
        prop_assert_eq!(answer(&question, &context), answer(&question, &context));
        prop_assert_eq!(critique(&question, &context), critique(&question, &context));
    }

    #[test]
    fn every_role_replies_to_anything(question in text(), reply in text(), one in text()) {
        let context = [passage("Ada Brim", &one)];
        let mut found = answer(&question, &context);
        found.text = Some(reply);
        let answered = [Answered { id: StepId::new(1), question: question.clone(), answer: found, asked: true }];
        let mut asked = lookup(&question);
        asked.premises = answered.to_vec();
        prop_assert!(Extractive.queries(&asked, &context).now_or_never().is_some());
        let reading = Reading { question: &question, answered: &answered, context: &context };
        let merged = Extractive.rewrite(reading).now_or_never().expect("never waits").expect("always replies");
        prop_assert!(Extractive.verify(reading, &merged).now_or_never().is_some());
        asked.kind = genesis_lag::StepKind::Compare;
        prop_assert!(Extractive.solve(&asked, &context).now_or_never().is_some());
    }
}
