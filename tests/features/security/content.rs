//! What passes of questions and answers, and what is told of it.

use std::collections::BTreeSet;

use cucumber::{given, then, when};
use genesis_guard::{readability, scan};
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    asked::{Asked, FILES},
    house::{House, START, items, library},
    world::World,
};

const POLICY: &str = "/api/v1/security/content-policy";
const EVENTS: &str = "/api/v1/security/events?hours=1&event_type=";
const RUN: &str = "2f1c7f0e-8a44-4c1c-9d6b-0d1e2f3a4b5c";
/// What every agent is told, and nobody else.
const PROMPTS: [&str; 3] = ["system prompt", "You are", "instructions"];

/// A tenant, and what came of what it sent.
pub struct Sender {
    house: House,
    tenant: Demo,
    asked: Vec<Asked>,
    question: String,
    answer: String,
    told: Value,
}

impl Sender {
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &library()).await;
        Self { house, tenant, asked: Vec::new(), question: String::new(), answer: String::new(), told: Value::Null }
    }

    async fn wants(&self, policy: &Value) {
        let (status, set) = self.house.call(Method::PUT, POLICY, &self.tenant.key, policy).await;
        assert_eq!(status, StatusCode::OK, "{set}");
    }

    async fn ask(&mut self, question: &str) {
        self.question = question.to_owned();
        self.asked.push(Asked::of(&self.house, &self.tenant, &json!({ "query": question })).await);
    }

    /// The events of a type, newest first.
    async fn events(&self, event_type: &str) -> Vec<Value> {
        let (status, told) = self.house.get(&self.tenant.key, &format!("{EVENTS}{event_type}")).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        items(&told["events"]).to_vec()
    }
}

fn sender(world: &mut World) -> &mut Sender {
    world.sender.as_mut().expect("a tenant sends something")
}

#[given("a tenant that sends texts")]
async fn somebody(world: &mut World) {
    world.sender = Some(Sender::open().await);
}

#[given("whose policy is to redact personal data in questions")]
async fn redacts(world: &mut World) {
    sender(world).wants(&json!({ "questions": { "personal": "redact" } })).await;
}

#[given("whose policy is to cut orders to models out of questions")]
async fn cuts(world: &mut World) {
    sender(world).wants(&json!({ "questions": { "prompt_injection": "redact" } })).await;
}

#[when(expr = "it asks {string}")]
async fn asks(world: &mut World, question: String) {
    sender(world).ask(&question).await;
}

#[when(expr = "it asks {string} while it may not send that")]
async fn refused(world: &mut World, question: String) {
    let sender = sender(world);
    sender.wants(&json!({ "questions": { "personal": "refuse" } })).await;
    sender.told = sender.house.post(&sender.tenant.key, START, &json!({ "query": question })).await.1;
}

#[then(expr = "{string} is nowhere: not in the run, its files, its trace or the audit")]
async fn nowhere(world: &mut World, secret: String) {
    let sender = sender(world);
    let asked = sender.asked.last().expect("a question was asked");
    let (_, history) = sender.house.get(&sender.tenant.key, "/api/v1/orchestration/history").await;
    let events = sender.events("pii_detected").await;
    let files: Vec<&str> = FILES.iter().map(|name| asked.file(name)).collect();
    for text in files.into_iter().chain([&*asked.ended.to_string(), &history.to_string(), &json!(events).to_string()]) {
        assert!(!text.contains(&secret), "{text}");
    }
    assert!(!format!("{:?}", asked.state).contains(&secret), "it is stored");
}

#[then(expr = "the trace has {string} where the question has {string}")]
fn masked(world: &mut World, mask: String, secret: String) {
    let asked = sender(world).asked.last().expect("a question was asked");
    let trace = asked.file("execution_trace.ndjson");
    assert!(trace.contains(&mask) && !trace.contains(&secret), "{trace}");
}

#[then(expr = "the audit tells of {word} with {string}, {word} and nothing of the text")]
async fn told(world: &mut World, event_type: String, found: String, action: String) {
    let sender = sender(world);
    let events = sender.events(&event_type).await;
    let event = events.iter().find(|event| event["metadata"].to_string().contains(&found));
    let event = event.unwrap_or_else(|| panic!("no event of {found}: {events:?}"));
    assert_eq!(event["metadata"]["action_taken"], json!(action), "{event}");
    let words: BTreeSet<&str> = sender.question.split_whitespace().filter(|word| word.len() > 6).collect();
    assert!(words.iter().all(|word| !event.to_string().contains(word)), "{event}");
}

#[then(expr = "it is told that its policy refuses {word}, and nothing began")]
async fn told_of_refusal(world: &mut World, kind: String) {
    let sender = sender(world);
    let problem = &sender.told;
    assert_eq!((&problem["code"], &problem["errors"][0]["field"]), (&json!("content_refused"), &json!("query")), "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains(&kind)), "{problem}");
    let (_, history) = sender.house.get(&sender.tenant.key, "/api/v1/orchestration/history").await;
    assert_eq!(history["total"], json!(sender.asked.len()), "{history}");
}

#[when(expr = "a run of it ends with the answer {string}")]
async fn ends_with(world: &mut World, answer: String) {
    let sender = sender(world);
    sender.house.pending_run(&sender.tenant, RUN, "Who paid?").await;
    let path = format!("/api/v1/orchestration/complete/{RUN}");
    let (status, ended) = sender.house.post(&sender.tenant.key, &path, &json!({ "success": true, "answer": answer })).await;
    assert_eq!(status, StatusCode::OK, "{ended}");
    sender.told = sender.house.get(&sender.tenant.key, &format!("/api/v1/orchestration/status/{RUN}")).await.1;
    sender.answer = answer;
}

#[then(expr = "the answer reads {string}")]
fn reads(world: &mut World, expected: String) {
    assert_eq!(sender(world).told["answer"], json!(expected));
}

#[then(expr = "at least {float} of its words are left to read")]
fn readable(world: &mut World, share: f64) {
    let answer = &sender(world).answer;
    let kept = readability(answer, &scan(answer).into_iter().filter(|found| found.kind.is_private()).collect::<Vec<_>>());
    assert!((share..1.0).contains(&kept), "{kept}");
}

#[then(expr = "the question of the run has no {string}")]
fn neutralised(world: &mut World, sql: String) {
    let asked = sender(world).asked.last().expect("a question was asked");
    assert!(!asked.ended["query"].to_string().contains(&sql), "{}", asked.ended);
    assert!(!asked.plan().to_string().contains(&sql), "no agent is asked it");
}

#[then("nothing the tenant has is lost")]
async fn kept(world: &mut World) {
    let sender = sender(world);
    let (_, history) = sender.house.get(&sender.tenant.key, "/api/v1/orchestration/history").await;
    assert_eq!(history["total"], json!(sender.asked.len()), "{history}");
    assert!(!sender.house.found(&sender.tenant, "Vienna").await.is_empty(), "the library is there");
}

#[then("the run goes as without the order")]
fn ignored(world: &mut World) {
    let [plain, .., ordered] = &sender(world).asked[..] else { panic!("a question without an order, then one with it") };
    assert_eq!(plain.ended["query"], ordered.ended["query"]);
    assert!(plain.answer().is_some() && plain.answer() == ordered.answer(), "{}", ordered.ended);
}

#[then("nothing that the agents are told is in what comes out")]
fn no_leak(world: &mut World) {
    let asked = sender(world).asked.last().expect("a question was asked");
    let out = [&asked.ended["answer"], &asked.ended["explanation"], &asked.ended["certain"], &asked.ended["terminator"]];
    for text in out {
        assert!(PROMPTS.iter().all(|words| !text.to_string().contains(words)), "{text}");
    }
}
