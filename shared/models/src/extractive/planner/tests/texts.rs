//! Questions of several parts: what they present, tell and ask, and what the later parts speak of.

use super::*;

#[test]
fn a_request_is_the_question_it_wraps() {
    assert_plans(&[
        ("Name the national currency of Varnland.", &["What is the national currency of Varnland?"]),
        ("Could you tell me where the author of Emma was born?", &["Who is the author of Emma?", "Where was #1 born?"]),
        (
            "I'd like to know the height of the tallest building in Norway.",
            &["What is the tallest building in Norway?", "What is the height of #1?"],
        ),
        (
            "Tell me how high the highest mountain of the country that borders Chile is.",
            &["Which country borders Chile?", "What is the highest mountain of #1?", "How high is #2?"],
        ),
        (
            "Name the river that flows through the city where Ada Byron was born.",
            &["In which city was Ada Byron born?", "Which river flows through #1?"],
        ),
        (
            "GDP per capita of the country that hosted the 1994 Winter Games?",
            &["Which country hosted the 1994 Winter Games?", "What is the GDP per capita of #1?"],
        ),
        ("Elevation of the highest mountain of Peru", &["What is the highest mountain of Peru?", "What is the elevation of #1?"]),
    ]);
}

#[test]
fn what_is_put_forward_is_what_the_question_speaks_of() {
    assert_plans(&[
        (
            "Consider the country whose capital is Lima: who was its first president?",
            &["Which country's capital is Lima?", "Who was #1's first president?"],
        ),
        (
            "Take the man who founded Arla: where had he worked before he started his first dairy?",
            &["Who founded Arla?", "What is the first dairy of #1?", "Where had #1 worked before #1 started #2?"],
        ),
        ("Take Ada Byron: where did she die and who was her father?", &["Where did Ada Byron die?", "Who was Ada Byron's father?"]),
        (
            "There is a country where Ada Byron was born. What is its capital?",
            &["In which country was Ada Byron born?", "What is #1's capital?"],
        ),
        (
            "Before the founder of Arla, who also led Brim, set up that first company, which firm employed him?",
            &["Who is the founder of Arla, who also led Brim?", "Before #1 set up Arla, which firm employed #1?"],
        ),
    ]);
}

#[test]
fn what_a_statement_leaves_open_is_asked_for() {
    assert_plans(&[
        (
            "The founders of Arla came from a bank whose own founders had walked out of another firm. Who had led that firm?",
            &[
                "Who are the founders of Arla?",
                "Which bank did #1 come from?",
                "Who are the founders of #2?",
                "Which firm had #3 walked out of?",
                "Who had led #4?",
            ],
        ),
        (
            "The city that replaced Osk as Varnland's capital was planned by someone. In which town was that planner born?",
            &["Which city replaced Osk as Varnland's capital?", "Who planned #1?", "In which town was #2 born?"],
        ),
        (
            "Arla's founders all quit one dairy. In which city was the man who set up that dairy born?",
            &["Who are the founders of Arla?", "Which dairy did #1 quit?", "Who set up #2?", "In which city was #3 born?"],
        ),
        (
            "The painter of Guernica came from some country. What is the currency there?",
            &["Who is the painter of Guernica?", "Which country did #1 come from?", "What is the currency in #2?"],
        ),
        ("Emma was written by someone. In which town did that writer die?", &["Who wrote Emma?", "In which town did #1 die?"]),
        (
            "A river runs through Vienna. Into which sea does it empty?",
            &["Which river runs through Vienna?", "Into which sea does #1 empty?"],
        ),
        ("Someone painted the Night Watch. When did he die?", &["Who painted the Night Watch?", "When did #1 die?"]),
        ("Arla is a dairy. Who founded it and where was he born?", &["Who founded Arla?", "Where was #1 born?"]),
    ]);
}

#[test]
fn a_statement_that_nothing_refers_to_keeps_the_text_whole() {
    let text = "Two firms merged in 1990. Which city is the new firm based in?";
    assert_eq!(steps(text), [text]);
}

#[test]
fn every_part_of_a_list_is_asked() {
    assert_plans(&[
        (
            "Which firm did Brim leave in 1957, and in which city was the founder of that firm born?",
            &["Which firm did Brim leave in 1957?", "Who is the founder of #1?", "In which city was #2 born?"],
        ),
        ("Who founded Arla, where was he born, and when did he die?", &["Who founded Arla?", "Where was #1 born?", "When did #1 die?"]),
        (
            "What is the capital of Peru, what is its population and which river flows through it?",
            &["What is the capital of Peru?", "What is #1's population?", "Which river flows through #1?"],
        ),
        (
            "Which club won the 1999 cup, who was its coach and where was he born?",
            &["Which club won the 1999 cup?", "Who was #1's coach?", "Where was #2 born?"],
        ),
        ("When was the Osk Tower built and how tall is it?", &["When was the Osk Tower built?", "How tall is the Osk Tower?"]),
        (
            "Take the country that won the 1998 cup: who was its first king, and what city named after him is its capital? Give the area of that city.",
            &[
                "Which country won the 1998 cup?",
                "Who was #1's first king?",
                "What city named after #2 is #1's capital?",
                "What is the area of #3?",
            ],
        ),
    ]);
}

#[test]
fn the_parts_that_are_asked_for_are_marked() {
    for (question, expected) in [
        ("Who founded Arla, and where was he born?", vec![true, true]),
        ("When did the director of Jaws die and where was he born?", vec![false, true, true]),
        ("Who founded the firm that made the iPod?", vec![false, true]),
        ("Ada left a firm. Who founded that firm?", vec![false, true]),
        ("Which is taller, Etna or K2?", vec![false, false, true]),
        ("Who painted Guernica?", vec![true]),
    ] {
        let Planned::Steps(draft) = plan(question) else { panic!("{question} is clear") };
        assert_eq!(draft.steps.iter().map(|step| step.asked).collect::<Vec<_>>(), expected, "{question}");
    }
}
