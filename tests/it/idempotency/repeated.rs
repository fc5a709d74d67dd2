//! Requests that come again while all goes well.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::join_all;
use http::StatusCode;
use serde_json::json;

use super::{DAY, Desk, START_OF_TIME, body, documents, is_replayed, question, told};
use crate::house::{DOCUMENTS, START, text};

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
