//! Two measures held against each other, and what the alternatives are called.

use super::*;

#[test]
fn two_measures_are_asked_for_and_then_compared() {
    assert_plans(&[
        (
            "Did Norway win more medals at the 2016 Games than at the 2020 Games?",
            &[
                "How many medals did Norway win at the 2016 Games?",
                "How many medals did Norway win at the 2020 Games?",
                "*Is #1 larger than #2?",
            ],
        ),
        (
            "Did Norway win fewer medals in 2016 than 2020?",
            &["How many medals did Norway win in 2016?", "How many medals did Norway win in 2020?", "*Is #1 smaller than #2?"],
        ),
        (
            "Did Federer win more titles than Nadal?",
            &["How many titles did Federer win?", "How many titles did Nadal win?", "*Is #1 larger than #2?"],
        ),
        (
            "Does Norway have a larger population than Sweden?",
            &["What is the population of Norway?", "What is the population of Sweden?", "*Is #1 larger than #2?"],
        ),
        (
            "Is the height of K2 greater than the height of Etna?",
            &["What is the height of K2?", "What is the height of Etna?", "*Is #1 larger than #2?"],
        ),
        (
            "Do the Alps have more glaciers than the Andes?",
            &["How many glaciers do the Alps have?", "How many glaciers do the Andes have?", "*Is #1 larger than #2?"],
        ),
        (
            "At which of the 2016, 2020 and 2024 Games did Norway win the most medals?",
            &[
                "How many medals did Norway win at the 2016 Games?",
                "How many medals did Norway win at the 2020 Games?",
                "How many medals did Norway win at the 2024 Games?",
                "*Which is larger: 2016 (#1), 2020 (#2) or 2024 (#3)?",
            ],
        ),
    ]);
}

#[test]
fn an_alternative_that_is_only_described_is_called_by_its_answer() {
    assert_plans(&[
        (
            "Which is higher, the tallest mountain of Africa or the tallest mountain of Asia?",
            &[
                "What is the tallest mountain of Africa?",
                "What is the tallest mountain of Asia?",
                "How high is #1?",
                "How high is #2?",
                "*Which is larger: #1 (#3) or #2 (#4)?",
            ],
        ),
        (
            "Which has more people, the capital of France or Osk?",
            &[
                "What is the capital of France?",
                "How many people does #1 have?",
                "How many people does Osk have?",
                "*Which is larger: #1 (#2) or Osk (#3)?",
            ],
        ),
    ]);
}
