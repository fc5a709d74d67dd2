//! Documents in, passages out.

use std::fs;

use futures::future::join_all;
use genesis_core::{Ids, Timestamp};
use genesis_embedded_cloud::Storage;
use genesis_local::{Demo, Options, Platform};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{DOCUMENTS, House, SEARCH, hand_clock, items, library, text};

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
    let batches = house.platform.operator().documents(tenant.tenant);
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
    let platform = Platform::start(Options { storage, ..Options::ephemeral() }).await.unwrap();
    let house = House { platform };
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

#[tokio::test]
async fn batches_that_arrive_together_all_become_searchable() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let lessons = (0..12).map(|n| {
        let document = [json!({ "id": format!("doc-{n:02}"), "title": "Part", "text": format!("Everyone knows word{n}.") })];
        let (house, tenant) = (&house, &tenant);
        async move { house.teach(tenant, &document).await }
    });
    join_all(lessons).await;
    assert_eq!(house.found(&tenant, "everyone").await.len(), 12);
}

#[tokio::test]
async fn a_document_of_the_same_id_replaces_the_earlier_one() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let versions = ["The old text speaks of herrings.", "The new text speaks of badgers."];
    for version in versions {
        house.teach(&tenant, &[json!({ "id": "animals", "title": "Animals", "text": version })]).await;
    }
    assert_eq!(house.found(&tenant, "herrings").await, [""; 0]);
    assert_eq!(house.found(&tenant, "badgers").await, ["animals#0"]);
    // Still so once the two are merged into one segment.
    for n in 0..10 {
        house.teach(&tenant, &[json!({ "title": "Filling", "text": format!("Nothing of note, {n} times.") })]).await;
    }
    assert_eq!(house.found(&tenant, "herrings").await, [""; 0]);
    assert_eq!(house.found(&tenant, "animals").await, ["animals#0"]);
}

#[tokio::test]
async fn of_two_documents_of_one_id_in_a_batch_the_later_one_stands() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let twins = ["herrings", "badgers"].map(|word| json!({ "id": "animals", "title": "Animals", "text": format!("It speaks of {word}.") }));
    house.teach(&tenant, &twins).await;
    assert_eq!(house.found(&tenant, "herrings").await, [""; 0]);
    assert_eq!(house.found(&tenant, "badgers").await, ["animals#0"]);
}

#[tokio::test]
async fn a_passage_is_its_span_of_the_document_to_the_byte() {
    let (house, tenant) = House::with_library().await;
    let mut documents = library();
    let unicode =
        "# Łódź\n\nŁódź liegt in Polen — 🦀 lebt hier.\r\n\r\nZweiter Absatz: naïve Käfer, 東京 und ﬁn.\n\n- Punkt eins\n- Punkt zwei\n"
            .repeat(40);
    documents.push(json!({ "id": "łódź.md", "title": "Łódź", "text": unicode }));
    house.teach(&tenant, &documents[documents.len() - 1..]).await;
    let mut seen = 0;
    for query in ["population", "mountain", "capital", "absatz", "punkt", "%E6%9D%B1%E4%BA%AC"] {
        let (_, found) = house.get(&tenant.key, &format!("{SEARCH}?query={query}&limit=100")).await;
        for passage in items(&found["passages"]) {
            let document = documents.iter().find(|document| document["id"] == passage["document"]).expect("a document that was put in");
            let [start, end] = ["start", "end"].map(|bound| usize::try_from(passage[bound].as_u64().unwrap()).unwrap());
            assert_eq!(&text(&document["text"])[start..end], text(&passage["text"]), "{}", passage["id"]);
            assert_eq!(passage["title"], document["title"]);
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen} passages");
}

#[tokio::test]
async fn a_search_gives_its_best_first_and_no_more_than_asked() {
    let (house, tenant) = House::with_library().await;
    let scores = async |limit: &str| -> Vec<f64> {
        let (_, found) = house.get(&tenant.key, &format!("{SEARCH}?query=highest+mountain{limit}")).await;
        items(&found["passages"]).iter().map(|passage| passage["score"].as_f64().unwrap()).collect()
    };
    let all = scores("&limit=100").await;
    assert!(all.len() > 10 && all.is_sorted_by(|one, two| one >= two), "{all:?}");
    assert_eq!(scores("").await, all[..10]);
    assert_eq!(scores("&limit=1").await, all[..1]);
}

#[tokio::test]
async fn a_search_that_cannot_be_meant_names_its_field() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let long = format!("query={}", "x".repeat(1_001));
    for (query, field) in [
        ("query=a&limit=0", "limit"),
        ("query=a&limit=101", "limit"),
        ("query=a&limit=-1", "limit"),
        ("query=a&limit=ten", "limit"),
        ("query=a&limit=1.5", "limit"),
        ("query=a&limit=", "limit"),
        ("query=a&limit=99999999999999999999999", "limit"),
        ("query=", "query"),
        ("", "query"),
        ("limit=3", "query"),
        ("query=a&page=2", "page"),
        ("query=a&query=b", "query"),
        (long.as_str(), "query"),
    ] {
        assert_field(&house, &tenant, query, field).await;
    }
}

async fn assert_field(house: &House, tenant: &Demo, query: &str, field: &str) {
    let (status, problem) = house.get(&tenant.key, &format!("{SEARCH}?{query}")).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}: {problem}");
}

#[tokio::test]
async fn a_search_of_an_empty_library_finds_nothing() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for query in ["ants", "%20", "%3F%3F", "%22%27%3B--", "%F0%9F%A6%80"] {
        assert_eq!(house.found(&tenant, query).await, [""; 0], "{query}");
    }
}
