//! The header `Idempotency-Key`: a creating request that is repeated creates once.

use std::{
    collections::BTreeSet,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use bytes::Bytes;
use futures::future::join_all;
use genesis_aws::KeyedRequest;
use genesis_core::{BatchId, ExecutionId, Guard, IdSeed, Idempotency, Ids, Method as Verb, RunId, Scope, Timestamp, Trigger};
use genesis_local::{Demo, functions, new_key, openapi};
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{DOCUMENTS, Hand, House, SEARCH, START, hand_clock, items, root, text};

const SEED: u64 = 23;
/// Far in the future, so that nothing expires by the clock of the machine.
const START_OF_TIME: Timestamp = Timestamp(4_000_000_000_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longer than any function may hold a key.
const LEASE: Duration = Duration::from_secs(60);

/// A house with a clock of its own, and with ids that can be told in advance so that all that was created can be counted.
struct Desk {
    house: House,
    tenant: Demo,
    now: Hand,
}

impl Desk {
    async fn open() -> Self {
        let (now, clock) = hand_clock();
        now.set(START_OF_TIME);
        let house = House::with(clock, Ids::seeded(SEED)).await;
        let tenant = house.tenant().await;
        Self { house, tenant, now }
    }

    async fn post(&self, path: &str, key: &str, body: &Value) -> Response<Bytes> {
        self.send(&self.tenant.key, path, &[("idempotency-key", key)], body).await
    }

    async fn send(&self, api_key: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Response<Bytes> {
        let always = [("x-api-key", api_key), ("content-type", "application/json")];
        let headers: Vec<_> = always.iter().chain(headers).copied().collect();
        self.house.send(Method::POST, path, &headers, body.to_string()).await
    }

    /// How many runs, batches and executions the tenant has.
    async fn created(&self, tenant: &Demo) -> usize {
        let operator = self.house.platform.operator();
        let (runs, batches) = (operator.runs(tenant.tenant), operator.documents(tenant.tenant));
        let executions = operator.agent_executions(tenant.tenant);
        let (ids, mut count) = (Ids::seeded(SEED), 0);
        for id in (0..200).map(|_| ids.next()) {
            for id in [id, Ids::derived(IdSeed::new(id)).next()] {
                count += usize::from(runs.find(RunId::new(id)).await.unwrap().is_some());
                count += usize::from(batches.find(BatchId::new(id)).await.unwrap().is_some());
                count += usize::from(executions.find(ExecutionId::new(id)).await.unwrap().is_some());
            }
        }
        count
    }
}

fn question() -> Value {
    json!({ "query": "How tall is the Burj Khalifa?" })
}

/// The run of the sample events.
const RUN: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

fn step() -> Value {
    json!({ "run_id": RUN, "agent_id": "planner", "capability": "split_question", "sequence_number": 1 })
}

fn documents() -> Value {
    json!({ "documents": [{ "title": "Ants", "text": "Ants walk." }] })
}

fn body(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

fn is_replayed(answer: &Response<Bytes>) -> bool {
    answer.headers().get("idempotency-replayed").is_some_and(|value| value == "true")
}

/// `status code field` of a problem.
fn told(answer: &Response<Bytes>) -> String {
    let problem = body(answer);
    let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
    format!("{} {} {field}", answer.status().as_u16(), text(&problem["code"]))
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_creates_nothing() {
    let desk = Desk::open().await;
    for (n, (path, new)) in [(START, question()), (DOCUMENTS, documents())].into_iter().enumerate() {
        let first = desk.post(path, "order-1", &new).await;
        assert!(first.status().is_success() && !is_replayed(&first), "{path}: {:?}", first.body());
        desk.now.set(START_OF_TIME.plus(DAY / 2 * (n as u32 + 1) / 2));
        let again = desk.post(path, "order-1", &new).await;
        assert!(is_replayed(&again), "{path}: {:?}", again.body());
        assert_eq!((first.status(), first.body()), (again.status(), again.body()));
        assert_eq!(first.headers()["content-type"], again.headers()["content-type"]);
        assert_eq!(desk.created(&desk.tenant).await, n + 1);
    }
}

#[tokio::test]
async fn another_request_under_the_key_is_a_conflict() {
    let desk = Desk::open().await;
    assert_eq!(desk.post(START, "order-1", &question()).await.status(), StatusCode::CREATED);
    for (path, new) in [
        (START.to_owned(), json!({ "query": "How tall is the Eiffel Tower?" })),
        (START.to_owned(), json!({ "query": "" })),
        (START.to_owned(), json!({})),
        (format!("{START}?urgent"), question()),
    ] {
        let other = desk.post(&path, "order-1", &new).await;
        assert_eq!(told(&other), "409 idempotency_key_reused Idempotency-Key", "{path} {new}");
    }
    assert_eq!(desk.created(&desk.tenant).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_tenant_and_one_endpoint() {
    let desk = Desk::open().await;
    let other = desk.house.tenant().await;
    let mine = desk.post(START, "order-1", &question()).await;
    let theirs = desk.send(&other.key, START, &[("idempotency-key", "order-1")], &question()).await;
    let elsewhere = desk.post(DOCUMENTS, "order-1", &documents()).await;
    assert_eq!([mine.status(), theirs.status()], [StatusCode::CREATED; 2]);
    assert_eq!(elsewhere.status(), StatusCode::ACCEPTED);
    assert!(![&mine, &theirs, &elsewhere].into_iter().any(is_replayed));
    assert_ne!(body(&mine)["run_id"], body(&theirs)["run_id"]);
    assert_eq!((desk.created(&desk.tenant).await, desk.created(&other).await), (2, 1));
}

#[tokio::test]
async fn a_key_is_free_again_after_a_day() {
    let desk = Desk::open().await;
    let first = desk.post(START, "order-1", &question()).await;
    desk.now.set(START_OF_TIME.plus(DAY - Duration::from_millis(1)));
    let same = desk.post(START, "order-1", &question()).await;
    assert_eq!((is_replayed(&same), same.body()), (true, first.body()));
    desk.now.set(START_OF_TIME.plus(DAY));
    let new = desk.post(START, "order-1", &json!({ "query": "How tall is the Eiffel Tower?" })).await;
    assert_eq!((is_replayed(&new), new.status()), (false, StatusCode::CREATED));
    assert_eq!(desk.created(&desk.tenant).await, 2);
}

#[tokio::test]
async fn of_requests_at_once_under_one_key_one_is_run() {
    let desk = Desk::open().await;
    let new = question();
    let answers = join_all((0..8).map(|_| desk.post(START, "order-1", &new))).await;
    let mut runs = BTreeSet::new();
    for answer in &answers {
        match answer.status() {
            StatusCode::CREATED => _ = runs.insert(text(&body(answer)["run_id"]).to_owned()),
            _ => {
                assert_eq!(told(answer), "409 idempotency_key_in_use Idempotency-Key");
                assert_eq!(answer.headers()["retry-after"], "1");
            }
        }
    }
    assert_eq!(
        (runs.len(), answers.iter().filter(|answer| answer.status() == StatusCode::CREATED && !is_replayed(answer)).count()),
        (1, 1)
    );
    assert_eq!(desk.created(&desk.tenant).await, 1);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let desk = Desk::open().await;
    assert_eq!(desk.post(START, "order-1", &json!({ "query": "" })).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.post(START, "order-1", &json!({ "query": "x".repeat(70_000) })).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let mended = desk.post(START, "order-1", &question()).await;
    assert_eq!((mended.status(), is_replayed(&mended)), (StatusCode::CREATED, false));
}

#[tokio::test]
async fn a_request_that_died_before_its_answer_was_kept_runs_again_as_itself() {
    let desk = Desk::open().await;
    desk.house.pending_run(&desk.tenant, RUN, "How tall is the Burj Khalifa?").await;
    for (n, Creating { function, path, body: new }) in CREATING.into_iter().enumerate() {
        let first = desk.post(path, "order-1", &new()).await;
        assert!(first.status().is_success(), "{function}: {:?}", first.body());
        desk.lose_answer(function, "order-1").await;
        let early = desk.post(path, "order-1", &new()).await;
        assert_eq!(told(&early), "409 idempotency_key_in_use Idempotency-Key", "{function}");
        desk.now.pass(LEASE);
        let other = desk.post(path, "order-1", &json!({})).await;
        assert_eq!(told(&other), "409 idempotency_key_reused Idempotency-Key", "{function}");
        let [again, replayed] = [desk.post(path, "order-1", &new()).await, desk.post(path, "order-1", &new()).await];
        assert_eq!([&again, &replayed].map(is_replayed), [false, true], "{function}");
        assert_eq!([again.body(), replayed.body()], [first.body(); 2], "{function}");
        assert_eq!(desk.created(&desk.tenant).await, n + 1, "{function}");
    }
}

#[tokio::test]
async fn a_request_that_died_at_any_moment_creates_once() {
    let desk = Desk::open().await;
    desk.house.pending_run(&desk.tenant, RUN, "How tall is the Burj Khalifa?").await;
    for Creating { function, .. } in CREATING {
        let before = desk.created(&desk.tenant).await;
        let mut keys = 0;
        for steps in 0.. {
            keys += 1;
            let event = desk.event(function, &format!("order-{steps}"));
            if cut_after(steps, desk.invoke(function, &event)).await {
                break;
            }
            desk.now.pass(LEASE);
            let [again, replayed] = [desk.invoke(function, &event).await, desk.invoke(function, &event).await];
            assert!(is_replay(&replayed), "{function} died after {steps}: {replayed}");
            assert_eq!(again["body"], replayed["body"], "{function} died after {steps}");
        }
        assert!(keys > 2, "{function} was never cut off");
        assert_eq!(desk.created(&desk.tenant).await - before, keys, "{function}");
    }
}

/// The value lives as long as the answer that came says, not as long as the one that was lost.
#[tokio::test]
async fn a_value_stored_again_after_a_lost_answer_has_the_time_it_was_told() {
    let desk = Desk::open().await;
    let value = json!({ "key": "ants", "value": 1, "ttl": LEASE.as_secs() + 10 });
    let stored = async || desk.post("/api/v1/memory/store", "order-1", &value).await.status();
    assert_eq!(stored().await, StatusCode::CREATED);
    desk.lose_answer("store-memory", "order-1").await;
    desk.now.pass(LEASE);
    assert_eq!(stored().await, StatusCode::CREATED);
    desk.now.pass(Duration::from_secs(11));
    let (_, cleaned) = desk.house.platform.call(Method::DELETE, "/api/v1/memory/cleanup", &desk.tenant.key, &Value::Null).await;
    let (status, _) = desk.house.get(&desk.tenant.key, "/api/v1/memory/retrieve/ants").await;
    assert_eq!((status, &cleaned["deleted_count"]), (StatusCode::OK, &json!(0)));
}

/// An endpoint whose requests are cut off, with what it takes.
struct Creating {
    function: &'static str,
    path: &'static str,
    body: fn() -> Value,
}

const CREATING: [Creating; 3] = [
    Creating { function: "start-agent-execution", path: "/api/v1/agents/execute", body: step },
    Creating { function: "ingest-documents", path: DOCUMENTS, body: documents },
    Creating { function: "start-run", path: START, body: question },
];

impl Desk {
    /// As if the function had died when its work was done and its answer was not kept.
    async fn lose_answer(&self, function: &str, key: &str) {
        let keys = self.house.platform.operator().idempotency_keys(self.tenant.tenant);
        let answered = keys.find(function, key).await.unwrap().unwrap();
        assert!(answered.answer.is_some());
        let when_free = answered.expires_at;
        keys.claim(function, key, &KeyedRequest { answer: None, ..answered }, when_free).await.unwrap();
    }
}

impl Desk {
    /// The function's sample event, from this tenant and with a key.
    fn event(&self, function: &str, key: &str) -> Value {
        let sample = std::fs::read_to_string(root().join(format!("events/{function}.json"))).unwrap();
        let mut event: Value = serde_json::from_str(&sample).unwrap();
        event["headers"]["idempotency-key"] = json!(key);
        event["requestContext"]["authorizer"]["lambda"]["tenant"] = json!(self.tenant.tenant);
        event
    }

    async fn invoke(&self, function: &str, event: &Value) -> Value {
        self.house.platform.invoke(function, event.clone()).await.unwrap().unwrap()
    }
}

fn is_replay(answer: &Value) -> bool {
    answer["headers"]["idempotency-replayed"] == "true"
}

/// Drops a future when it has been woken so often, and tells whether it was done before.
async fn cut_after(steps: usize, future: impl Future) -> bool {
    let (mut future, mut step) = (pin!(future), 0);
    poll_fn(|context| {
        if step == steps {
            return Poll::Ready(false);
        }
        step += 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

#[tokio::test]
async fn a_key_is_one_header_of_visible_ascii() {
    let desk = Desk::open().await;
    let long = "k".repeat(256);
    for keys in [vec![""], vec![&long], vec!["a,b"], vec!["a b"], vec!["a\tb"], vec!["é"], vec!["🦀"], vec!["a", "b"], vec!["a", "a"]] {
        let headers: Vec<_> = keys.iter().map(|key| ("idempotency-key", *key)).collect();
        let answer = desk.send(&desk.tenant.key, START, &headers, &question()).await;
        assert_eq!(told(&answer), "422 invalid_idempotency_key Idempotency-Key", "{keys:?}");
    }
    assert_eq!(desk.created(&desk.tenant).await, 0);
    for key in ["k", &long[1..], "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "#", "a#b"] {
        let [one, two] = [desk.post(START, key, &question()).await, desk.post(START, key, &question()).await];
        assert_eq!((one.status(), is_replayed(&one), is_replayed(&two)), (StatusCode::CREATED, false, true), "{key}");
    }
}

#[tokio::test]
async fn a_key_opens_nothing_to_whoever_may_not_call() {
    let desk = Desk::open().await;
    desk.post(START, "order-1", &question()).await;
    let unscoped = new_key(desk.house.platform.operator(), desk.tenant.tenant, &[Scope::ManageMemory]).await.unwrap().reveal();
    for (api_key, expected) in [(unscoped.as_str(), "403 missing_scope -"), ("", "401 unauthenticated -")] {
        for (key, new) in [("order-1", question()), ("order-1", documents()), ("order-2", question()), ("", question())] {
            let answer = desk.send(api_key, START, &[("idempotency-key", key)], &new).await;
            assert_eq!((told(&answer).as_str(), is_replayed(&answer)), (expected, false), "{key}");
        }
    }
    assert_eq!(
        desk.post(START, "order-2", &json!({ "query": "Who?" })).await.status(),
        StatusCode::CREATED,
        "a refused caller holds no key"
    );
}

#[tokio::test]
async fn an_endpoint_that_creates_nothing_ignores_the_header() {
    let desk = Desk::open().await;
    let path = format!("{SEARCH}?query=ants");
    let search = async || desk.house.send(Method::GET, &path, &[("x-api-key", &desk.tenant.key), ("idempotency-key", "a,b")], "").await;
    let before = search().await;
    desk.house.teach(&desk.tenant, items(&documents()["documents"])).await;
    let after = search().await;
    assert_eq!([before.status(), after.status()], [StatusCode::OK; 2]);
    assert_eq!([&before, &after].map(|found| items(&body(found)["passages"]).len()), [0, 1]);
}

#[test]
fn every_post_that_creates_takes_a_key_and_says_so() {
    let document: Value = serde_json::from_str(&openapi()).unwrap();
    for function in functions() {
        let (name, Trigger::Http(route)) = (function.declaration.name, function.declaration.trigger) else { continue };
        let creates = route.method == Verb::Post && matches!(route.success, 201 | 202);
        assert_eq!(route.idempotency == Idempotency::Keyed, creates, "{name}: declare whether its requests take a key");
        assert!(!creates || route.guard != Guard::Public, "{name}: keys belong to a tenant");
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let is_described = operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "Idempotency-Key"));
        assert_eq!(is_described, creates, "{name}");
        assert!(!creates || operation["responses"]["409"].is_object(), "{name}: tell of the conflict");
    }
}
