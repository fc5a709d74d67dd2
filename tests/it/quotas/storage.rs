use genesis_tenancy::{Limit, TierLimits};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{NOON, Purse, refused, unlimited};
use crate::house::DOCUMENTS;

const STORE: &str = "/api/v1/memory/store";

fn bytes(most: u64) -> TierLimits {
    TierLimits { storage_bytes: Limit::AtMost(most), ..unlimited() }
}

/// So long a text that its memory has so many bytes, with its key of one, `default` and `{}`.
fn memory(key: &str, bytes: usize, ttl: Option<u64>) -> Value {
    let text = "x".repeat(bytes - "\"\"k{}default".len());
    json!({ "key": key, "value": text, "ttl": ttl })
}

impl Purse {
    async fn store(&self, memory: &Value) -> String {
        let answer = self.post(STORE, memory).await;
        if answer.status() == StatusCode::CREATED { "stored".to_owned() } else { refused(&answer) }
    }

    async fn stored(&self) -> u64 {
        self.quota().await.storage.used
    }
}

#[tokio::test]
async fn what_is_kept_takes_storage_until_it_is_replaced_by_less() {
    let purse = Purse::open(bytes(1_000)).await;
    assert_eq!(purse.store(&memory("a", 600, None)).await, "stored");
    assert_eq!(purse.stored().await, 600);
    assert_eq!(purse.store(&memory("b", 401, None)).await, "storage 600 0 1000");
    assert_eq!(purse.store(&memory("a", 1_001, None)).await, "storage 600 0 1000");
    assert_eq!(purse.store(&memory("a", 1_000, None)).await, "stored");
    assert_eq!(purse.store(&memory("a", 200, None)).await, "stored");
    assert_eq!(purse.stored().await, 200);
    assert_eq!(purse.store(&memory("b", 800, None)).await, "stored");
}

#[tokio::test]
async fn what_has_expired_gives_its_storage_back_by_itself() {
    let (purse, hand) = Purse::timed(bytes(1_000)).await;
    purse.store(&memory("a", 300, Some(1))).await;
    purse.store(&memory("b", 300, Some(2))).await;
    purse.store(&memory("b", 400, Some(3))).await;
    purse.store(&memory("c", 100, None)).await;
    assert_eq!(purse.stored().await, 800);
    let sweep = async || purse.house.platform.invoke("expire-memories", json!({})).await.unwrap().unwrap();
    sweep().await;
    assert_eq!(purse.stored().await, 800);
    hand.set(genesis_core::Timestamp(NOON.0 + 2_000));
    sweep().await;
    assert_eq!(purse.stored().await, 500);
    hand.set(genesis_core::Timestamp(NOON.0 + 3_000));
    purse.house.call(Method::DELETE, "/api/v1/memory/cleanup", &purse.tenant.key, &Value::Null).await;
    sweep().await;
    assert_eq!(purse.stored().await, 100);
}

#[tokio::test]
async fn documents_take_storage_and_are_refused_where_there_is_not_enough() {
    let purse = Purse::open(bytes(200)).await;
    let documents = |length: usize| json!({ "documents": [{ "id": "d", "title": "T", "text": "x".repeat(length) }] });
    assert_eq!(purse.post(DOCUMENTS, &documents(50)).await.status(), StatusCode::ACCEPTED);
    let stored = purse.stored().await;
    assert!((50..150).contains(&stored), "{stored}");
    assert_eq!(refused(&purse.post(DOCUMENTS, &documents(200)).await), format!("storage {stored} 0 200"));
    assert_eq!(purse.stored().await, stored);
}
