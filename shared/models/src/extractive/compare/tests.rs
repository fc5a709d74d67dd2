use genesis_lag::{StepId, StepKind};

use super::*;

fn compare(text: &str, given: &[&str]) -> Option<String> {
    let premises = given.iter().enumerate().map(|(at, text)| Answered {
        id: StepId::new(at + 1),
        question: "What?".to_owned(),
        answer: SubAnswer { text: Some((*text).to_owned()), confidence: 0.9, citations: Vec::new() },
        asked: false,
    });
    let question = SubQuestion { id: StepId::new(9), kind: StepKind::Compare, text: text.to_owned(), premises: premises.collect() };
    answer(&question).text
}

#[test]
fn every_form_of_comparison_is_answered_from_its_premises() {
    for (text, given, expected) in [
        ("Which came first: Arla (12 May 1950) or Brim (1949)?", vec!["12 May 1950", "1949"], "Brim"),
        ("Which came last: Arla (May 3, 1950) or Brim (2 May 1950)?", vec!["May 3, 1950", "2 May 1950"], "Arla"),
        ("Which came first: Old (44 BC) or New (12 AD)?", vec!["44 BC", "12 AD"], "Old"),
        ("Which is larger: A (the first) (2.1 million) or B (900,000)?", vec!["2.1 million", "900,000"], "A (the first)"),
        ("Which is smaller: Mount A (1 km) or Mount B (3,000 feet)?", vec!["1 km", "3,000 feet"], "Mount B"),
        ("Which is larger: A (3), B (12) or C (7)?", vec!["3", "12", "7"], "B"),
        ("Which is larger: Arla (3) or Brim (12)?", vec!["Arla", "Brim", "3", "12"], "Brim"),
        ("Which is smaller: Arla (3), Cole (9) or Brim (12)?", vec!["Arla", "3", "Brim", "9", "12"], "Arla"),
        ("Which lasted longer: Arla (from 1900 to 1910) or B (from 1910 to 1990)?", vec!["Arla", "1900", "1910", "1910", "1990"], "B"),
        ("Which is true: Arla (no) or Brim (yes)?", vec!["no", "yes"], "Brim"),
        ("Which lasted longer: A (from 1900 to 1950) or B (from 1910 to 1990)?", vec!["1900", "1950", "1910", "1990"], "B"),
        ("Which lasted shorter: A (from 1900 to 1950) or B (from 1910 to 1990)?", vec!["1900", "1950", "1910", "1990"], "A"),
        ("Are American and United States the same?", vec!["American", "United States"], "yes"),
        ("Are French and Italian the same?", vec!["French", "Italian"], "no"),
        ("Are Reims, France and Lyon, France the same?", vec!["Reims, France", "Lyon, France"], "yes"),
        ("Are 1950 and 12 May 1950 different?", vec!["1950", "12 May 1950"], "no"),
        ("Are São Varo, Sao Varo and SAO VARO the same?", vec!["São Varo", "Sao Varo", "SAO VARO"], "yes"),
        ("Is 1950 earlier than 1949?", vec!["1950", "1949"], "no"),
        ("Is 300 metres larger than 0.2 km?", vec!["300 metres", "0.2 km"], "yes"),
        ("Are both true: yes and no?", vec!["yes", "no"], "no"),
        ("Is one true: yes or no?", vec!["yes", "no"], "yes"),
        ("What is the difference between 1,200 metres and 900 metres?", vec!["1,200 metres", "900 metres"], "300 metres"),
        ("What is the difference between 2.5 million and 1.2 million?", vec!["2.5 million", "1.2 million"], "1.3 million"),
        ("What is the difference between 12 May 1950 and 11 May 1990 in years?", vec!["12 May 1950", "11 May 1990"], "39 years"),
        ("What is the difference between 1 March 2000 and 28 February 2000 in days?", vec!["1 March 2000", "28 February 2000"], "2 days"),
        ("What is the sum of 12,345 and 655?", vec!["12,345", "655"], "13,000"),
        ("What do Danish, French and French, Latin have in common?", vec!["Danish, French", "French, Latin"], "French"),
    ] {
        assert_eq!(compare(text, &given).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn what_cannot_be_read_or_decided_has_no_answer() {
    for (text, given) in [
        ("Which came first: A (long ago) or B (1949)?", vec!["long ago", "1949"]),
        ("Which came first: A (1949) or B (12 May 1949)?", vec!["1949", "12 May 1949"]),
        ("Which is larger: A (3 km) or B (5 kg)?", vec!["3 km", "5 kg"]),
        ("Which is true: A (yes) or B (yes)?", vec!["yes", "yes"]),
        ("What do A and B have in common?", vec!["A", "B"]),
        ("Compare them somehow.", vec!["1", "2"]),
    ] {
        assert_eq!(compare(text, &given), None, "{text}");
    }
}
