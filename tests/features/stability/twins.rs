//! Articles that nothing tells apart but their ids.

use cucumber::{given, then, when};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{House, items, text},
    world::World,
};

#[given(expr = "two platforms that learnt the same {int} twin articles in opposite orders")]
async fn twins(world: &mut World, count: usize) {
    let twin = |n: usize| json!({ "id": format!("twin-{n}"), "title": "Zembla", "text": "The river Onhava flows through Zembla." });
    let articles: Vec<Value> = (0..count).map(twin).collect();
    world.taught = vec![articles.clone(), articles.into_iter().rev().collect()];
}

/// Each article is a batch of its own, so that the order in which they are learnt is the order in which they are indexed.
#[when(expr = "both are asked {string}")]
async fn ask_both(world: &mut World, question: String) {
    for articles in std::mem::take(&mut world.taught) {
        let house = House::open().await;
        let tenant = house.tenant().await;
        for article in articles {
            house.teach(&tenant, &[article]).await;
        }
        world.asked.push(Asked::of(&house, &tenant, &json!({ "query": question })).await);
    }
}

/// The ids each turn was given, in the order of reading.
fn read(asked: &Asked) -> Vec<Vec<String>> {
    let id = |selected: &Value| text(selected.get("id").unwrap_or(selected)).to_owned();
    asked.trace().iter().map(|line| items(&line["router"]["selected"]).iter().map(id).collect()).collect()
}

#[then("both route the same articles in the same order")]
fn same_order(world: &mut World) {
    let [one, two] = [&world.asked[0], &world.asked[1]].map(read);
    assert_eq!(one, two);
    assert!(one.iter().flatten().any(|id| id.starts_with("twin-")), "{one:?}");
}

#[then("among the twins a lower id comes before a higher one")]
fn lower_first(world: &mut World) {
    for asked in &world.asked {
        let twins = |ids: Vec<String>| ids.into_iter().filter(|id| id.starts_with("twin-")).collect::<Vec<_>>();
        let turns: Vec<Vec<String>> = read(asked).into_iter().map(twins).collect();
        assert!(turns.iter().all(|twins| twins.is_sorted()), "{turns:?}");
        assert!(turns.iter().any(|twins| twins.len() > 1), "no turn had two twins before it: {turns:?}");
    }
}
