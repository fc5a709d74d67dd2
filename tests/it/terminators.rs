//! The logical terminator's conditions that this platform's own critic speaks of first, under a model whose critic is silent.

use std::{future::ready, sync::Arc};

use futures::FutureExt;
use genesis_local::Options;
use genesis_models::{
    ContextItem, Critique, Extractive, FinalAnswer, Model, Planned, Reading, Replying, SubAnswer, SubQuestion, Verification,
};
use serde_json::{Value, json};

use crate::house::{House, items, text};

/// A reader that knows nothing of what follows from an earlier answer, and a critic that objects to nothing.
struct Unmoved;

impl Model for Unmoved {
    fn name(&self) -> &'static str {
        "unmoved"
    }

    fn plan<'a>(&'a self, question: &'a str) -> Replying<'a, Planned> {
        Extractive.plan(question)
    }

    fn queries<'a>(&'a self, _: &'a SubQuestion, _: &'a [ContextItem]) -> Replying<'a, Vec<String>> {
        ready(Ok(Vec::new())).boxed()
    }

    fn solve<'a>(&'a self, question: &'a SubQuestion, context: &'a [ContextItem]) -> Replying<'a, SubAnswer> {
        if question.premises.is_empty() { Extractive.solve(question, context) } else { ready(Ok(SubAnswer::default())).boxed() }
    }

    fn critique<'a>(&'a self, _: &'a SubQuestion, _: &'a SubAnswer, _: &'a [ContextItem]) -> Replying<'a, Critique> {
        ready(Ok(Critique { flag: None, reason: "It stands.".to_owned(), support: 1.0 })).boxed()
    }

    fn rewrite<'a>(&'a self, reading: Reading<'a>) -> Replying<'a, FinalAnswer> {
        Extractive.rewrite(reading)
    }

    fn verify<'a>(&'a self, reading: Reading<'a>, answer: &'a FinalAnswer) -> Replying<'a, Verification> {
        Extractive.verify(reading, answer)
    }
}

/// Too many for every search to find all there is.
const OTHERS: usize = 30;

/// How a chain ends whose second step has no answer, where these articles are known among others, and how familiar what it found was.
async fn chain_of_two(articles: &[(&str, &str)]) -> (Value, Vec<f64>) {
    let house = House::of(Options { model: Arc::new(Unmoved), ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    let other = |n: usize| json!({ "title": format!("Yak {n}"), "text": "Yaks graze high." });
    let articles = articles.iter().map(|(title, text)| json!({ "title": title, "text": text }));
    let articles: Vec<Value> = articles.chain((0..OTHERS).map(other)).collect();
    house.teach(&tenant, &articles).await;
    let steps = json!([{ "q": "Who founded Velmark?" }, { "q": "Where was #1 born?" }]);
    let ended = house.ask(&tenant, &json!({ "query": "Where was the founder of Velmark born?", "plan": { "steps": steps } })).await;
    let trace = house.artifact(&tenant, text(&ended["run_id"]), "execution_trace.ndjson").await;
    let mut lines = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let search = lines.find(|line| line["step"] == "02.s02.2-retriever").unwrap_or_else(|| panic!("no second search in {trace}"));
    let familiarity = items(&search["outcome"]["retrieved"]["familiarity"]).iter().map(|figure| figure.as_f64().unwrap()).collect();
    (ended, familiarity)
}

#[track_caller]
fn stopped(ended: &Value, reason: &str, because: &str) {
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("terminated"), &Value::Null), "{ended}");
    assert_eq!((&ended["terminator"]["reason"], &ended["terminator"]["step"]), (&json!(reason), &json!("s2")), "{ended}");
    assert!(text(&ended["terminator"]["detail"]).contains(because), "{ended}");
    let certain: Vec<&str> = items(&ended["certain"]).iter().map(|certain| text(&certain["answer"])).collect();
    assert_eq!(certain, ["Ada Brenn"], "what was answered before is kept");
}

const VELMARK: (&str, &str) = ("Velmark", "Velmark was founded by Ada Brenn in 1911.");

#[tokio::test]
async fn a_chain_whose_premises_are_answered_in_vain_stops_for_exhaustion() {
    let known = [
        VELMARK,
        ("Ada Brenn", "Ada Brenn painted harbours. Her boats are well known."),
        ("Brenn family", "The Brenn family kept an inn for two hundred years."),
    ];
    let (ended, familiarity) = chain_of_two(&known).await;
    assert!(2 * familiarity.iter().filter(|figure| **figure > 0.9).count() <= familiarity.len() && !familiarity.is_empty());
    stopped(&ended, "DEPENDENCY_EXHAUSTED", "All that it builds on is answered.");
}

#[tokio::test]
async fn a_chain_that_finds_what_it_knew_before_stops_for_saturation() {
    let (ended, familiarity) = chain_of_two(&[VELMARK]).await;
    assert_eq!(familiarity, [1.0]);
    stopped(&ended, "SEMANTIC_SATURATION", "Most of what was found for it was known before.");
}
