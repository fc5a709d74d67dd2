//! The questions of `tests/data`, as a client asks them. How many are right is measured, not wished for: the floor is
//! raised when the model gets better.

use std::{fmt, fs};

use futures::{StreamExt, stream};
use genesis_local::Demo;
use genesis_text::fold;
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, conflicting, library, root, text};

/// Of the answerable questions and of the others, so many are right at least.
const RIGHT_ANSWERS: usize = 44;
const RIGHT_ENDS: usize = 20;

/// Runs under way at a time.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn most_questions_are_answered_right_and_the_others_end_with_their_reason() {
    let house = House::open().await;
    let (of_library, of_conflicts) = (house.tenant().await, house.tenant().await);
    house.teach(&of_library, &library()).await;
    house.teach(&of_conflicts, &conflicting()).await;
    let (mut answers, mut ends) = (Tally::default(), Tally::default());
    let questions = questions();
    let faults = stream::iter(&questions).map(|question| {
        let tenant = if question["knowledge"] == "library" { &of_library } else { &of_conflicts };
        fault(&house, tenant, question)
    });
    let faults: Vec<Option<String>> = faults.buffered(AT_ONCE).collect().await;
    for (question, fault) in questions.iter().zip(faults) {
        let tally = if question["kind"] == "answerable" { &mut answers } else { &mut ends };
        tally.count(fault);
    }
    let told = format!("answered {answers}\nended {ends}");
    assert!(answers.right >= RIGHT_ANSWERS && ends.right >= RIGHT_ENDS, "{RIGHT_ANSWERS} and {RIGHT_ENDS} must be right\n{told}");
}

#[tokio::test]
async fn forty_runs_at_once_all_end() {
    let (house, tenant) = House::with_library().await;
    let questions =
        [OLYMPICS, "How tall is the Burj Khalifa?", "Is the capital of France larger than the capital of Germany?", "When did it happen?"];
    let news: Vec<Value> = questions.iter().cycle().take(40).map(|question| json!({ "query": question })).collect();
    let ended = futures::future::join_all(news.iter().map(|new| house.ask(&tenant, new))).await;
    for run in &ended {
        assert!(matches!(text(&run["status"]), "completed" | "terminated"), "{run}");
    }
    for repeated in (0..40).filter(|at| at % 4 == 0) {
        assert_eq!(ended[repeated]["answer"], "2,102,650");
    }
}

#[test]
fn a_right_answer_is_told_from_a_wrong_one() {
    for (answer, expected, is_right) in [
        ("2,102,650", "2102650", true),
        ("about 2 102 650 people", "2,102,650", true),
        ("12,102,650", "2,102,650", false),
        ("The Złoty", "zloty", true),
        ("Rocket Science Games", "rocket science", true),
        ("No", "no", true),
        ("Norway", "no", false),
        ("", "no", false),
    ] {
        assert_eq!(says(answer, expected), is_right, "{answer} / {expected}");
    }
}

#[test]
fn every_question_says_what_a_right_run_does() {
    let mut ids = Vec::new();
    for question in questions() {
        let is_answerable = question["kind"] == "answerable";
        assert_eq!((question["answer"].is_string(), question.get("reason").is_none()), (is_answerable, is_answerable), "{question}");
        assert!(["library", "conflicting"].contains(&text(&question["knowledge"])), "{question}");
        ids.push(text(&question["id"]).to_owned());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert!(ids.len() == count && count >= 40, "{count} questions");
}

/// What is wrong with the end of a run; nothing if it is right.
async fn fault(house: &House, tenant: &Demo, question: &Value) -> Option<String> {
    let ended = house.ask(tenant, &json!({ "query": question["question"] })).await;
    let accepted: Vec<&str> = match question["kind"] == "answerable" {
        true => [&question["answer"]].into_iter().chain(question["accept"].as_array().into_iter().flatten()).map(text).collect(),
        false => {
            question["reason"].as_array().map_or_else(|| vec![text(&question["reason"])], |reasons| reasons.iter().map(text).collect())
        }
    };
    let is_right = match (ended["answer"].as_str(), ended["terminator"]["reason"].as_str()) {
        (Some(answer), None) => question["kind"] == "answerable" && accepted.iter().any(|expected| says(answer, expected)),
        (None, Some(reason)) => question["kind"] != "answerable" && accepted.contains(&reason),
        _ => false,
    };
    let given = format!("{} {} {}", ended["answer"], ended["terminator"]["reason"], ended["terminator"]["detail"]);
    (!is_right).then(|| format!("{} {} gives {given}, not {accepted:?}", text(&question["id"]), text(&question["question"])))
}

/// Whether an answer contains a text, word by word, whatever the letter case, the accents and the thousands separators.
fn says(answer: &str, expected: &str) -> bool {
    plain(answer).contains(&plain(expected))
}

fn plain(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let is_group = |at: usize| (at + 1..at + 4).all(is_digit) && !is_digit(at + 4);
    let joined = chars
        .iter()
        .enumerate()
        .filter(|(at, c)| !(matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}') && *at > 0 && is_digit(at - 1) && is_group(*at)));
    let folded = fold(&joined.map(|(_, c)| c).collect::<String>());
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_matches('.')).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

#[derive(Default)]
struct Tally {
    right: usize,
    faults: Vec<String>,
}

impl Tally {
    fn count(&mut self, fault: Option<String>) {
        match fault {
            Some(fault) => self.faults.push(fault),
            None => self.right += 1,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} right\n{}", self.right, self.right + self.faults.len(), self.faults.join("\n"))
    }
}

fn questions() -> Vec<Value> {
    let lines = fs::read_to_string(root().join("tests/data/questions.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
