use genesis_lag::StepKind;
use proptest::prelude::*;

use super::*;

mod descriptions;
mod measures;
mod texts;

/// The plan's questions, comparisons marked with an asterisk.
fn steps(question: &str) -> Vec<String> {
    match plan(question) {
        Planned::Steps(draft) => draft
            .steps
            .into_iter()
            .map(|step| format!("{}{}", if step.kind == StepKind::Compare { "*" } else { "" }, step.question))
            .collect(),
        Planned::Contradictory(reason) | Planned::Ambiguous(reason) => vec![reason],
    }
}

#[track_caller]
fn assert_plans(table: &[(&str, &[&str])]) {
    for (question, expected) in table {
        assert_eq!(steps(question), *expected, "{question}");
    }
}

#[test]
fn a_nested_description_is_asked_from_the_inside_out() {
    assert_plans(&[
        (
            "What is the population of the capital city of the country where the 2024 Summer Olympics were held?",
            &["In which country were the 2024 Summer Olympics held?", "What is the capital city of #1?", "What is the population of #2?"],
        ),
        (
            "What is the area of the largest country on the continent where Mount Everest stands?",
            &["On which continent does Mount Everest stand?", "What is the largest country on #1?", "What is the area of #2?"],
        ),
        (
            "Who was the previous employer of the founder of the company that made the iPod?",
            &["Which company made the iPod?", "Who is the founder of #1?", "Who was the previous employer of #2?"],
        ),
        (
            "In what year did the author of \"The Old Man and the Sea\" win the Nobel Prize?",
            &["Who is the author of \"The Old Man and the Sea\"?", "In what year did #1 win the Nobel Prize?"],
        ),
        ("Who is Ada's father's sister?", &["Who is the father of Ada?", "Who is #1's sister?"]),
        ("Who is the maternal grandfather of Ada Byron?", &["Who is the mother of Ada Byron?", "Who is the father of #1?"]),
        ("Which river flows through the city Kafka was born in?", &["Which city was Kafka born in?", "Which river flows through #1?"]),
    ]);
}

#[test]
fn each_kind_of_clause_has_its_question() {
    assert_plans(&[
        ("Who founded the company that Musk sold to eBay?", &["Which company did Musk sell to eBay?", "Who founded #1?"]),
        ("Who wrote the novel on which the film Stalker is based?", &["On which novel is the film Stalker based?", "Who wrote #1?"]),
        (
            "How high is the mountain in the country whose capital is Lima?",
            &["Which country's capital is Lima?", "How high is the mountain in #1?"],
        ),
        ("Who designed the bridge built by Arup in 2000?", &["Which bridge was built by Arup in 2000?", "Who designed #1?"]),
        (
            "What is the seat of the county sharing a border with Cass County?",
            &["Which county shares a border with Cass County?", "What is the seat of #1?"],
        ),
        ("Who led France during the year that the Titanic sank?", &["In which year did the Titanic sink?", "Who led France during #1?"]),
        (
            "What is the capital of the country with the largest area in Africa?",
            &["Which country has the largest area in Africa?", "What is the capital of #1?"],
        ),
        ("Nora sings in a film directed by which director?", &["Nora sings in which film?", "#1 was directed by which director?"]),
        (
            "Who was president when the state where Yale is located joined?",
            &["In which state is Yale located?", "Who was president when #1 joined?"],
        ),
    ]);
}

#[test]
fn a_simple_lookup_stays_as_it_is() {
    for question in [
        "What is the capital of France?",
        "Who painted the Mona Lisa?",
        "What is the largest country in Asia?",
        "Who directed Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb?",
        "Who wrote \"The Man That Corrupted Hadleyburg\"?",
        "Which country has the largest population?",
        "Who was the first person to walk on the Moon?",
        "What will the population of Mars be in 2150?",
        "Is the capital of Australia Sydney?",
        "the population of france",
        "¿Quién escribió Don Quijote?",
    ] {
        assert_eq!(steps(question), [question]);
    }
}

#[test]
fn alternatives_are_asked_one_by_one_and_then_compared() {
    assert_plans(&[
        (
            "Which film has the director who died first, Jaws or Alien?",
            &[
                "Who is the director of the film Jaws?",
                "Who is the director of the film Alien?",
                "When did #1 die?",
                "When did #2 die?",
                "*Which came first: Jaws (#3) or Alien (#4)?",
            ],
        ),
        (
            "Which country is larger, Brazil, India or China?",
            &[
                "What is the area of Brazil?",
                "What is the area of India?",
                "What is the area of China?",
                "*Which is larger: Brazil (#1), India (#2) or China (#3)?",
            ],
        ),
        (
            "Was Yale or Emory founded first?",
            &["When was Yale founded?", "When was Emory founded?", "*Which came first: Yale (#1) or Emory (#2)?"],
        ),
        (
            "Who lived longer, Newton or Galileo?",
            &[
                "When was Newton born?",
                "When did Newton die?",
                "When was Galileo born?",
                "When did Galileo die?",
                "*Which lasted longer: Newton (from #1 to #2) or Galileo (from #3 to #4)?",
            ],
        ),
        ("Who is a poet, Rumi or Bohr?", &["Is Rumi a poet?", "Is Bohr a poet?", "*Which is true: Rumi (#1) or Bohr (#2)?"]),
        ("Is Mount Kenya taller than K2?", &["How tall is Mount Kenya?", "How tall is K2?", "*Is #1 larger than #2?"]),
        (
            "What is the difference in height between Etna and K2?",
            &["What is the height of Etna?", "What is the height of K2?", "*What is the difference between #1 and #2?"],
        ),
        (
            "How many years older is Musk than Jobs?",
            &["When was Musk born?", "When was Jobs born?", "*What is the difference between #1 and #2 in years?"],
        ),
        (
            "What is the combined population of Oslo and Bergen?",
            &["What is the population of Oslo?", "What is the population of Bergen?", "*What is the sum of #1 and #2?"],
        ),
    ]);
}

#[test]
fn what_is_said_of_both_is_asked_of_each() {
    assert_plans(&[
        (
            "Do director of film Jaws and director of film Alien share the same nationality?",
            &[
                "Who is the director of film Jaws?",
                "Who is the director of film Alien?",
                "What is the nationality of #1?",
                "What is the nationality of #2?",
                "*Are #3 and #4 the same?",
            ],
        ),
        (
            "Are both Pula and Split located in the same country?",
            &["In which country is Pula located?", "In which country is Split located?", "*Are #1 and #2 the same?"],
        ),
        ("Are Go and Senet both board games?", &["Is Go a board game?", "Is Senet a board game?", "*Are both true: #1 and #2?"]),
        (
            "Which actor appeared in both Heat and Ronin?",
            &["Which actor appeared in Heat?", "Which actor appeared in Ronin?", "*What do #1 and #2 have in common?"],
        ),
        (
            "What profession do Kafka and Camus have in common?",
            &["What profession does Kafka have?", "What profession does Camus have?", "*What do #1 and #2 have in common?"],
        ),
    ]);
}

/// Words the grammar acts on, in any order.
fn word_salad() -> impl Strategy<Value = String> {
    let words = [
        "who",
        "what",
        "which",
        "where",
        "when",
        "how",
        "whose",
        "that",
        "the",
        "a",
        "of",
        "in",
        "on",
        "by",
        "is",
        "was",
        "did",
        "has",
        "have",
        "and",
        "or",
        "both",
        "same",
        "than",
        "older",
        "largest",
        "first",
        "director",
        "country",
        "father's",
        "born",
        "film",
        "city",
        "directed",
        "located",
        "Paris",
        "Jaws,",
        "\"Up\"",
        "(2009",
        "film)",
        "more",
        "between",
        "difference",
        "it",
        "he",
        "#1",
        "?",
        ",",
        "'s",
        "year",
        "name",
        "before",
        "be",
        "two",
        "7",
        "Take",
        "tell me",
        "someone",
        "another firm",
        "firm. Who",
        "city: where",
        "its own",
        "there",
        "most",
        "as",
        "whose",
        "quit",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40).prop_map(|words| words.join(" "))
}

/// Each step says something and asks only for earlier answers; a comparison asks for at least one.
fn assert_sound(question: &str) -> Result<(), TestCaseError> {
    let Planned::Steps(draft) = plan(question) else {
        return Ok(());
    };
    prop_assert!((1..=12).contains(&draft.steps.len()));
    for (at, step) in draft.steps.iter().enumerate() {
        prop_assert!(!step.question.trim().is_empty());
        for place in placeholders(&step.question) {
            prop_assert!((1..=at).contains(&place), "{question}: {step:?}");
        }
        prop_assert!(step.kind == StepKind::Lookup || !placeholders(&step.question).is_empty());
    }
    Ok(())
}

fn placeholders(text: &str) -> Vec<usize> {
    text.split('#')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_gets_a_sound_plan(text in "\\PC{0,200}") {
        assert_sound(&text)?;
    }

    #[test]
    fn any_row_of_grammar_words_gets_a_sound_plan(text in word_salad()) {
        assert_sound(&text)?;
    }

    #[test]
    fn the_same_question_gets_the_same_plan(text in word_salad()) {
        prop_assert_eq!(plan(&text), plan(&text));
    }
}
