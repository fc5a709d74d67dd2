//! A model that keeps failing is left alone by all instances.

use std::time::Duration;

use genesis_core::{Clock, Timestamp};
use genesis_local::Options;
use genesis_models::{Breakers, ModelName, Response};
use serde_json::json;

use crate::house::{House, hand_clock};

/// Two models are named, and any may be asked for.
async fn house(clock: Clock) -> House {
    let provider = json!({ "protocol": "openai", "base_url": "http://127.0.0.1:9/v1" });
    let roles = json!({ "solver": "openai:failing", "critic": "openai:sound" });
    let models = serde_json::from_value(json!({ "roles": roles, "providers": { "openai": provider } })).unwrap();
    House::of(Options { models, clock, ..Options::ephemeral() }).await
}

/// Later than any machine's clock, so that what expires here is never swept by real time.
const BEGINNING: Timestamp = Timestamp(4_000_000_000_000);

fn model(name: &str) -> ModelName {
    name.parse().unwrap()
}

#[tokio::test]
async fn what_one_instance_saw_fail_another_leaves_alone_until_probes_succeed() {
    let (hand, clock) = hand_clock();
    hand.set(BEGINNING);
    let house = house(clock).await;
    let (one, another) = (house.operator().breakers(), house.operator().afresh().breakers());
    let (failing, sound) = (model("openai:failing"), model("openai:sound"));
    for _ in 0..20 {
        assert!(one.admits(&failing).await.unwrap());
        one.report(&failing, Response::Failed).await.unwrap();
    }
    assert!(!one.admits(&failing).await.unwrap() && !another.admits(&failing).await.unwrap());
    assert!(another.admits(&sound).await.unwrap());
    hand.pass(Duration::from_secs(300));
    for probe in 0..5 {
        assert!(another.admits(&failing).await.unwrap(), "probe {probe}");
        another.report(&failing, Response::Replied).await.unwrap();
    }
    hand.pass(Duration::from_secs(3));
    assert!(one.admits(&failing).await.unwrap(), "closed for everybody");
}

#[tokio::test]
async fn reports_of_many_at_once_are_not_lost() {
    let house = house(Clock::system()).await;
    let (one, another) = (house.operator().breakers(), house.operator().afresh().breakers());
    let failing = model("openai:failing");
    for _ in 0..10 {
        let (first, second) = tokio::join!(one.report(&failing, Response::Failed), another.report(&failing, Response::Failed));
        first.unwrap();
        second.unwrap();
    }
    assert!(!house.operator().afresh().breakers().admits(&failing).await.unwrap());
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_everybodys_only_once_it_has_answered() {
    let (hand, clock) = hand_clock();
    hand.set(BEGINNING);
    let house = house(clock).await;
    let (one, another) = (house.operator().breakers(), house.operator().afresh().breakers());
    let made_up = model("openai:made-up");
    one.report(&made_up, Response::Refused).await.unwrap();
    for _ in 0..20 {
        one.report(&made_up, Response::Failed).await.unwrap();
    }
    hand.pass(Duration::from_secs(3));
    assert!(!one.admits(&made_up).await.unwrap(), "whoever saw it fail leaves it alone");
    assert!(another.admits(&made_up).await.unwrap(), "and nobody else");
    let real = model("openai:real");
    one.report(&real, Response::Replied).await.unwrap();
    for _ in 0..20 {
        one.report(&real, Response::Failed).await.unwrap();
    }
    assert!(!another.admits(&real).await.unwrap());
}
