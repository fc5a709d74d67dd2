//! Floors under what the guard attains on the corpora: a change that loses much is noticed here.

use genesis_guard::{prompt_injection, scan, sql_injection};
use serde_json::Value;

const PERSONAL: [&str; 2] = [include_str!("corpus/personal_own.jsonl"), include_str!("corpus/personal_apart.jsonl")];
const ORDERS: [&str; 4] = [
    include_str!("corpus/orders_own.jsonl"),
    include_str!("corpus/orders_apart.jsonl"),
    include_str!("corpus/orders_hard.jsonl"),
    include_str!("corpus/sql.jsonl"),
];

fn rows(files: &[&'static str]) -> Vec<Value> {
    files.iter().flat_map(|file| file.lines()).map(|line| serde_json::from_str(line).expect("a row of a corpus")).collect()
}

#[test]
fn nearly_all_personal_data_is_found_and_little_else() {
    let (mut spans, mut found, mut findings, mut right) = (0, 0, 0, 0);
    for row in rows(&PERSONAL) {
        let said: Vec<_> = scan(row["text"].as_str().unwrap()).into_iter().map(|found| found.chars).collect();
        let labelled: Vec<_> = row["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| span[1].as_u64().unwrap() as usize..span[2].as_u64().unwrap() as usize)
            .collect();
        let touch = |one: &std::ops::Range<usize>, other: &std::ops::Range<usize>| one.start < other.end && other.start < one.end;
        spans += labelled.len();
        findings += said.len();
        found += labelled.iter().filter(|span| said.iter().any(|said| touch(span, said))).count();
        right += said.iter().filter(|said| labelled.iter().any(|span| touch(span, said))).count();
    }
    assert!(found * 100 >= spans * 97, "{found} of {spans}");
    assert!(right * 100 >= findings * 99, "{right} of {findings}");
}

#[test]
fn nearly_all_orders_are_found_and_little_else() {
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for row in rows(&ORDERS) {
        let text = row["text"].as_str().unwrap().to_owned();
        let injection = if row["sql"].as_bool().unwrap_or_default() { sql_injection(&text) } else { prompt_injection(&text) };
        match (row["order"].as_bool().unwrap(), injection.score >= 0.5) {
            (true, false) => missed.push(text),
            (false, true) => wrong.push(text),
            _ => {}
        }
    }
    assert!(missed.len() <= 8 && wrong.len() <= 2, "missed {missed:#?}, wrong {wrong:#?}");
}
