//! Breakers: a run taken turn by turn under a clock that stands still, and limits that a caller sets.

use std::time::Duration;

use cucumber::{given, then, when};
use genesis_core::{Ids, Timestamp};
use genesis_local::Platform;
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{House, hand_clock, items, library, text},
    world::{Place, World},
};

const RUN: &str = "11111111-2222-4333-8444-555555555555";

/// A run that goes on only as it is told to.
pub struct ByHand {
    place: Place,
    clock: crate::house::Hand,
}

impl ByHand {
    async fn take(&self, wave: u32, step: Option<&str>, role: &str) {
        let turn = json!({ "token": "of no execution", "tenant": self.place.tenant.tenant, "run_id": RUN, "wave": wave, "step": step, "role": role });
        let record = json!({ "messageId": "1", "receiptHandle": "1", "body": turn.to_string(), "attributes": {}, "messageAttributes": {} });
        let taken = invoke(&self.place.house.platform, "execute-agent-step", json!({ "Records": [record] })).await;
        assert_eq!(taken["batchItemFailures"], json!([]), "{turn}");
    }

    async fn advance(&self, wave: u32) -> Value {
        let after = json!({ "tenant": self.place.tenant.tenant, "run_id": RUN, "wave": wave });
        invoke(&self.place.house.platform, "advance-run", after).await
    }
}

async fn invoke(platform: &Platform, function: &str, event: Value) -> Value {
    platform.invoke(function, event).await.expect("a function of the platform").unwrap()
}

#[given(expr = "a run of {string} whose first sub-question is answered")]
async fn run_by_hand(world: &mut World, question: String) {
    let (now, clock) = hand_clock();
    now.set(Timestamp(4_000_000_000_000));
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    house.pending_run(&tenant, RUN, &question).await;
    let run = ByHand { place: Place { house, tenant }, clock: now };
    run.take(0, None, "planner").await;
    let next = run.advance(0).await;
    let first = text(&items(&next["steps"])[0]);
    for role in ["retriever", "solver", "critic"] {
        run.take(1, Some(first), role).await;
    }
    world.by_hand = Some(run);
}

#[when(expr = "{int} seconds have gone by the run would go on with the next wave")]
async fn goes_on(world: &mut World, seconds: u64) {
    let run = world.by_hand.as_ref().expect("a run by hand");
    run.clock.pass(Duration::from_secs(seconds));
    assert_eq!(run.advance(1).await["decision"], "wave");
}

#[when(expr = "{int} more second has gone by")]
async fn time_is_up(world: &mut World, seconds: u64) {
    let run = world.by_hand.take().expect("a run by hand");
    run.clock.pass(Duration::from_secs(seconds));
    assert_eq!(run.advance(1).await["decision"], "stop");
    let Place { house, tenant } = &run.place;
    invoke(&house.platform, "conclude-run", json!({ "tenant": tenant.tenant, "run_id": RUN })).await;
    world.asked.push(Asked::after(house, tenant, RUN).await);
}

#[then(expr = "only {int} sub-question(s) was/were tried")]
fn only_so_many(world: &mut World, expected: usize) {
    assert_eq!(world.last().turns("retriever").len(), expected);
}

/// The library tells the capital of each.
const COUNTRIES: [&str; 12] =
    ["France", "Japan", "Italy", "Germany", "Austria", "Poland", "Russia", "Brazil", "Egypt", "China", "Argentina", "Nepal"];

#[when("I ask for the capitals of 12 countries in one run, with room for the tokens alone")]
async fn ask_for_many(world: &mut World) {
    let steps: Vec<Value> = COUNTRIES.iter().map(|country| json!({ "q": format!("What is the capital of {country}?") })).collect();
    world.ask(json!({ "query": "What are the capitals of these countries?", "plan": { "steps": steps }, "max_tokens": 50_000 })).await;
}

#[then(expr = "{int} answers were certain by then")]
fn so_many_certain(world: &mut World, expected: usize) {
    assert_eq!(items(&world.last().ended["certain"]).len(), expected, "{}", world.last().ended);
}

#[then("the files say where it stopped, and why")]
fn files_say_why(world: &mut World) {
    let (plan, terminator) = (world.last().plan(), &world.last().ended["terminator"]);
    assert_eq!((&plan["terminator"], &plan["terminated_at_step"]), (&json!(true), &terminator["step"]), "{plan}");
    assert!(terminator["step"].is_string() && !text(&terminator["detail"]).is_empty(), "{terminator}");
    assert_eq!(plan["terminator_reason"], format!("{}: {}", text(&terminator["reason"]), text(&terminator["detail"])), "{plan}");
}

#[when(expr = "I ask the same with {string} at {int}")]
async fn ask_with_limit(world: &mut World, limit: String, most: u32) {
    let question = world.last().ended["query"].clone();
    let mut new = json!({ "query": question });
    new[limit] = json!(most);
    world.ask(new).await;
}
