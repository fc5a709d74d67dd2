//! The extractive model reads invented facts.

mod asking;

use asking::{answer, critique, passage};
use genesis_lag::Flag;
use genesis_models::ContextItem;

fn library() -> Vec<ContextItem> {
    vec![
        passage("Varn", "Varn is the capital and largest city of Norrland. Varn lies on the Oska and had a population of 412,300 in 2021."),
        passage(
            "Norrland",
            "Norrland is a country in Europe. The highest mountain in Norrland is Mount Ulm in the east, which rises to 2,114 metres. The currency of Norrland is the skar. The official language of Norrland is Norrish.",
        ),
        passage(
            "Ada Brim",
            "Ada Brim (12 May 1901 – 3 June 1977) was a Norrlandic novelist. She was born in Varn, the daughter of Per Brim and his wife Ida Holm. She married the painter Olof Lund in 1930. She studied at the University of Tarn.",
        ),
        passage(
            "The Glass Mill",
            "The Glass Mill is a 1934 novel by Ada Brim. It was published by Harrow Press and adapted into a film directed by Jonas Keld.",
        ),
        passage(
            "Keldon",
            "Keldon is a software company headquartered in Tarn. Keldon was founded in 1988 by Mira Sand and Tove Ask. Keldon acquired Bitwork for $1.4 billion.",
        ),
        passage("Oska", "The Oska is a river in Norrland. The Oska is 310 kilometres long and flows into Lake Senn."),
        passage(
            "Halvar Tower",
            "The Halvar Tower is a lighthouse in Tarn. The architect Signe Moor designed the Halvar Tower, which was completed in 1911 and is 64 metres tall.",
        ),
    ]
}

#[test]
fn each_sort_of_question_gets_the_answer_the_text_holds() {
    let questions = [
        ("What is the capital of Norrland?", "Varn"),
        ("What is the population of Varn?", "412,300"),
        ("When was Ada Brim born?", "12 May 1901"),
        ("In what year did Ada Brim die?", "1977"),
        ("Where was Ada Brim born?", "Varn"),
        ("Who is the father of Ada Brim?", "Per Brim"),
        ("Who is the mother of Ada Brim?", "Ida Holm"),
        ("Who is the spouse of Ada Brim?", "Olof Lund"),
        ("Where did Ada Brim study?", "University of Tarn"),
        ("Who wrote The Glass Mill?", "Ada Brim"),
        ("Who directed the film of The Glass Mill?", "Jonas Keld"),
        ("When was The Glass Mill published?", "1934"),
        ("Which company published The Glass Mill?", "Harrow Press"),
        ("Who founded Keldon?", "Mira Sand"),
        ("Who are the founders of Keldon?", "Mira Sand and Tove Ask"),
        ("When was Keldon founded?", "1988"),
        ("Where is Keldon headquartered?", "Tarn"),
        ("How much did Keldon pay for Bitwork?", "$1.4 billion"),
        ("Which company did Mira Sand found?", "Keldon"),
        ("What is the highest mountain in Norrland?", "Mount Ulm"),
        ("How high is Mount Ulm?", "2,114 metres"),
        ("What is the currency of Norrland?", "skar"),
        ("What is the official language of Norrland?", "Norrish"),
        ("On which continent is Norrland?", "Europe"),
        ("How long is the Oska?", "310 kilometres"),
        ("Which lake does the Oska flow into?", "Lake Senn"),
        ("Which river does Varn lie on?", "Oska"),
        ("Who designed the Halvar Tower?", "Signe Moor"),
        ("How tall is the Halvar Tower?", "64 metres"),
        ("Is Keldon a software company?", "yes"),
        ("Is Keldon a restaurant in Paris?", "no"),
    ];
    let library = library();
    let wrong: Vec<_> = questions
        .iter()
        .map(|(question, expected)| (question, expected, answer(question, &library).text))
        .filter(|(_, expected, found)| found.as_deref() != Some(expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_answer_cites_the_sentence_it_stands_in() {
    let context = library();
    let found = answer("Who designed the Halvar Tower?", &context);
    let citation = &found.citations[0];
    let cited = context.iter().find(|item| item.id == citation.passage).expect("a passage of the context");
    assert_eq!(&cited.text[citation.start..citation.end], citation.quote);
    assert_eq!(citation.quote, "The architect Signe Moor designed the Halvar Tower, which was completed in 1911 and is 64 metres tall.");
}

#[test]
fn an_undisputed_answer_stands() {
    for question in ["What is the capital of Norrland?", "When was Ada Brim born?", "Who founded Keldon?", "How tall is the Halvar Tower?"]
    {
        assert_eq!(critique(question, &library()).flag, None, "{question}");
    }
}

#[test]
fn what_no_passage_knows_is_unanswerable() {
    for question in ["Who is the king of Zorbia?", "Who won the 2087 Summer Regatta?"] {
        assert_eq!(critique(question, &library()).flag, Some(Flag::Unanswerable), "{question}");
    }
    assert_eq!(critique("Who is the king of Norrland?", &[]).flag, Some(Flag::Unanswerable));
}

#[test]
fn a_question_beside_the_text_has_low_support() {
    let flag = critique("What did Ada Brim eat for breakfast with jam?", &library()).flag;
    assert!(matches!(flag, Some(Flag::LowSupport | Flag::Unanswerable)), "{flag:?}");
}

#[test]
fn two_sources_that_disagree_are_a_contradiction_that_names_both() {
    let context = [
        passage("Halvar Tower", "The Halvar Tower was completed in 1911."),
        passage("Lights of Tarn", "The Halvar Tower was completed in 1924."),
    ];
    let raised = critique("When was the Halvar Tower completed?", &context);
    assert_eq!(raised.flag, Some(Flag::Contradiction));
    assert!(raised.reason.contains("1911") && raised.reason.contains("1924"), "{}", raised.reason);
}

#[test]
fn sources_that_agree_or_speak_of_different_things_do_not_contradict() {
    for context in [
        [passage("Ada Brim", "Ada Brim was born on 12 May 1901."), passage("Writers of Norrland", "Ada Brim was born in 1901.")],
        [passage("Keldon", "Keldon was founded by Mira Sand."), passage("Mira Sand", "Keldon was founded by Mira Sand and Tove Ask.")],
        [
            passage("The Glass Mill (1950 film)", "The Glass Mill was directed by Jonas Keld."),
            passage("The Glass Mill (1988 film)", "The Glass Mill was directed by Ola Rud."),
        ],
        [passage("Varn", "Varn had a population of 412,300 in 2021."), passage("Cities", "Varn had a population of 398,000 in 2011.")],
    ] {
        for question in
            ["When was Ada Brim born?", "Who founded Keldon?", "Who directed The Glass Mill?", "What is the population of Varn?"]
        {
            assert_ne!(critique(question, &context).flag, Some(Flag::Contradiction), "{question} {context:?}");
        }
    }
}
