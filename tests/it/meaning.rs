//! What a model's embeddings do to the routing of a run, from the start to the files.

use std::{future::ready, sync::Arc};

use futures::FutureExt;
use genesis_local::Options;
use genesis_models::{Extractive, Model};
use serde_json::{Value, json};

use crate::{
    house::{House, items, text},
    stand_in::StandIn,
};

/// A reader that knows that to set something up is to found it.
fn understanding() -> StandIn {
    let founds = |text: &String| ["founded", "set up"].iter().any(|words| text.contains(words));
    let vector = move |text: &String| if founds(text) { vec![1.0, 0.1] } else { vec![0.45, 1.0] };
    let mut model = StandIn::named("understanding");
    model.embed = Box::new(move |texts| ready(Ok(Some(texts.iter().map(vector).collect()))).boxed());
    model
}

/// The solver's turn and the router's metrics of a run that this model took.
async fn routed_by(model: Arc<dyn Model>) -> (Value, Value) {
    let house = House::of(Options { model, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    let other = |n: usize| {
        let body = format!("Velmark built school {n} and Velmark built bank {n}. The founders of Velmark met in room {n}.");
        json!({ "id": format!("velmark-{n}"), "title": format!("Velmark {n}"), "text": body })
    };
    let apart = json!({ "id": "brenn", "title": "Brenn", "text": "A widow and her son, long before the frost, set up what would be known as Velmark." });
    house.teach(&tenant, &(0..8).map(other).chain([apart]).collect::<Vec<Value>>()).await;
    let ended = house.ask(&tenant, &json!({ "query": "Who founded Velmark?" })).await;
    let file = async |name| house.artifact(&tenant, text(&ended["run_id"]), name).await;
    let trace = file("execution_trace.ndjson").await;
    let mut turns = trace.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let solver = turns.find(|turn| turn["agent"] == "solver").unwrap_or_else(|| panic!("nobody solved: {ended}"));
    (solver, serde_json::from_str(&file("router_metrics.json").await).unwrap())
}

fn scored<'a>(turn: &'a Value, id: &str) -> &'a Value {
    items(&turn["router"]["scores"]).iter().find(|scored| scored["id"] == id).unwrap_or_else(|| panic!("{id} was no candidate: {turn}"))
}

#[tokio::test]
async fn a_passage_near_in_meaning_weighs_more_and_is_read() {
    let (by_words, silent) = routed_by(Arc::new(Extractive)).await;
    let (by_meaning, told) = routed_by(Arc::new(understanding())).await;
    let [plain, near, far] = [scored(&by_words, "brenn#0"), scored(&by_meaning, "brenn#0"), scored(&by_meaning, "velmark-1#0")];
    assert_eq!((&plain["outcome"], &near["outcome"]), (&json!("not_needed"), &json!("selected")), "{plain} {near}");
    assert!(near["importance"].as_f64() > plain["importance"].as_f64() && near["meant"].as_f64() > Some(0.2), "{plain} {near}");
    assert!(near["similarity"].as_f64() > far["similarity"].as_f64() && far.get("meant").is_none(), "{near} {far}");
    assert_eq!((plain.get("similarity"), silent.get("owed_to_meaning")), (None, None), "without embeddings nothing is said of meaning");
    assert_eq!(told["owed_to_meaning"]["solver"], json!({ "brenn#0": near["meant"] }));
}
