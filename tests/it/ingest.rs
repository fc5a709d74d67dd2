//! Documents in, passages out.

use std::fs;

use futures::future::join_all;
use genesis_core::{Ids, Timestamp};
use genesis_embedded_cloud::Storage;
use genesis_local::Options;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{DOCUMENTS, House, SEARCH, hand_clock, items, text};

const LIMIT: usize = 4 * 1024 * 1024;

#[tokio::test]
async fn five_hundred_documents_are_accepted_and_one_more_is_not() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let documents =
        |count: usize| -> Vec<Value> { (0..count).map(|n| json!({ "title": format!("Number {n}"), "text": "counted" })).collect() };
    let (status, problem) = house.post(&tenant.key, DOCUMENTS, &json!({ "documents": documents(501) })).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("documents")), "{problem}");
    let (status, accepted) = house.post(&tenant.key, DOCUMENTS, &json!({ "documents": documents(500) })).await;
    assert_eq!((status, &accepted["accepted"], &accepted["status"]), (StatusCode::ACCEPTED, &json!(500), &json!("accepted")));
    house.indexed(&tenant, &accepted).await;
    assert_eq!(house.found(&tenant, "499").await.len(), 1);
}

#[tokio::test]
async fn four_mebibytes_are_accepted_and_one_byte_more_is_not() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let body = json!({ "documents": [{ "title": "Padded", "text": "A short text." }] }).to_string();
    for (length, expected) in [(LIMIT, StatusCode::ACCEPTED), (LIMIT + 1, StatusCode::PAYLOAD_TOO_LARGE)] {
        let padded = format!("{body}{}", " ".repeat(length - body.len()));
        let answer = house.send(Method::POST, DOCUMENTS, &[("x-api-key", &tenant.key), ("content-type", "application/json")], padded).await;
        assert_eq!(answer.status(), expected, "{length}");
    }
}

#[tokio::test]
async fn a_batch_message_delivered_again_indexes_nothing_again() {
    let (now, clock) = hand_clock();
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    let document = json!({ "id": "ants", "title": "Ants", "text": "Ants walk." });
    let (_, accepted) = house.post(&tenant.key, DOCUMENTS, &json!({ "documents": [document] })).await;
    house.indexed(&tenant, &accepted).await;
    let batches = house.operator().documents(tenant.tenant);
    let batch = text(&accepted["batch_id"]).parse().unwrap();
    let state = async || (house.get(&tenant.key, &format!("{SEARCH}?query=ants")).await.1, batches.find(batch).await.unwrap());
    let before = state().await;
    now.set(Timestamp(1_000));
    let body = json!({ "tenant": tenant.tenant, "batch_id": batch }).to_string();
    let event = json!({ "Records": [{ "messageId": "again", "body": body, "eventSource": "aws:sqs" }] });
    let answer = house.platform.invoke("index-documents", event).await.unwrap().unwrap();
    assert_eq!(answer["batchItemFailures"], json!([]));
    let after = state().await;
    assert_eq!((items(&after.0["passages"]).len(), &after), (1, &before));
}

#[tokio::test]
async fn many_batches_are_merged_and_all_stay_searchable() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for n in 0..20 {
        house
            .teach(
                &tenant,
                &[json!({ "id": format!("doc-{n:02}"), "title": format!("Part {n}"), "text": format!("Everyone knows word{n}.") })],
            )
            .await;
    }
    let mut found = house.found(&tenant, "everyone").await;
    found.sort();
    assert_eq!(found, (0..20).map(|n| format!("doc-{n:02}#0")).collect::<Vec<_>>());
    assert_eq!(house.found(&tenant, "word3").await, ["doc-03#0"]);
}

#[tokio::test]
async fn segments_that_were_merged_away_are_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let house = House::of(Options { storage, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    let segments = folder.path().join(format!("s3/knowledge/{}/segments", tenant.tenant));
    let count = || fs::read_dir(&segments).unwrap().count();
    let mut most = 0;
    for n in 0..40 {
        house.teach(&tenant, &[json!({ "id": format!("doc-{n:02}"), "title": "Part", "text": format!("Everyone knows word{n}.") })]).await;
        most = most.max(count());
    }
    // Eight in force, and the eight that the last merge put out of force.
    assert_eq!(most, 16);
    let before = count();
    let lessons = (0..12).map(|n| {
        let document = [json!({ "id": format!("late-{n:02}"), "title": "Part", "text": "Everyone knows." })];
        let (house, tenant) = (&house, &tenant);
        async move { house.teach(tenant, &document).await }
    });
    join_all(lessons).await;
    assert!(count() <= 16, "{before} segments, then {}", count());
    assert_eq!(house.found(&tenant, "everyone").await.len(), 52);
}

#[tokio::test]
async fn a_search_finds_everything_while_segments_are_merged() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &[json!({ "id": "first", "title": "Part", "text": "Everyone knows." })]).await;
    let teaching = async {
        for n in 0..30 {
            house.teach(&tenant, &[json!({ "id": format!("doc-{n:02}"), "title": "Part", "text": "Everyone knows." })]).await;
        }
    };
    let searching = async {
        let mut known = 1;
        while known < 31 {
            let found = house.found(&tenant, "everyone").await.len();
            assert!(found >= known, "{found} passages, and before {known}");
            known = found;
        }
    };
    tokio::join!(teaching, searching);
}
