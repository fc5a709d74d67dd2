//! Requests that died before their answer was kept.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use genesis_aws::KeyedRequest;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, LEASE, RUN, documents, is_replayed, question, step, told};
use crate::house::{DOCUMENTS, START, root};

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
    let (_, cleaned) = desk.house.call(Method::DELETE, "/api/v1/memory/cleanup", &desk.tenant.key, &Value::Null).await;
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
        let keys = self.house.operator().idempotency_keys(self.tenant.tenant);
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
