//! Things described by what they have, replace or are called.

use super::*;

#[test]
fn what_a_thing_has_and_is_stays_one_question() {
    assert_plans(&[
        (
            "What is the area of the country whose highest mountain is the Galdhøpiggen?",
            &["Which country's highest mountain is the Galdhøpiggen?", "What is the area of #1?"],
        ),
        (
            "What is the area of the country whose capital is the birthplace of the author of Emma?",
            &["Who is the author of Emma?", "Where was #1 born?", "Which country has #2 as its capital?", "What is the area of #3?"],
        ),
        (
            "What is the population of the same country that has Rysy as its highest point?",
            &["Which country has Rysy as its highest point?", "What is the population of #1?"],
        ),
        (
            "Who led the country at whose coast the longest river of Africa reaches the sea?",
            &["What is the longest river of Africa?", "At which country's coast does #1 reach the sea?", "Who led #2?"],
        ),
        (
            "Who designed the building that overtook the tower built for the 1930 fair as the tallest structure in Osk?",
            &[
                "Which tower was built for the 1930 fair?",
                "Which building overtook #1 as the tallest structure in Osk?",
                "Who designed #2?",
            ],
        ),
        (
            "In which city was the novelist born whose book became the film Jaws?",
            &["Which novelist's book became the film Jaws?", "In which city was #1 born?"],
        ),
        ("When did the man die who founded Arla?", &["Who founded Arla?", "When did #1 die?"]),
        ("How many people live in the Peruvian capital?", &["What is the capital of Peru?", "How many people live in #1?"]),
        ("Who wrote the Japanese national anthem?", &["What is the national anthem of Japan?", "Who wrote #1?"]),
    ]);
}
