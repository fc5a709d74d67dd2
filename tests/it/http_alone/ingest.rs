//! Documents in, passages out.

use futures::future::join_all;
use genesis_local::Demo;
use http::StatusCode;
use serde_json::json;

use crate::house::{House, SEARCH, items, library, text};

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
