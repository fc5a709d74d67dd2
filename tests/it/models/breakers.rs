//! A model that keeps failing is left alone by all instances.

use std::time::Duration;

use genesis_core::{Ids, Timestamp};
use genesis_models::{Breakers, ModelName};

use crate::house::{House, hand_clock};

fn model(name: &str) -> ModelName {
    name.parse().unwrap()
}

#[tokio::test]
async fn what_one_instance_saw_fail_another_leaves_alone_until_probes_succeed() {
    let (hand, clock) = hand_clock();
    hand.set(Timestamp(1_700_000_000_000));
    let house = House::with(clock, Ids::random()).await;
    let (one, another) = (house.operator().breakers(), house.operator().afresh().breakers());
    let (failing, sound) = (model("openai:failing"), model("openai:sound"));
    for _ in 0..20 {
        assert!(one.admits(&failing).await.unwrap());
        one.report(&failing, false).await.unwrap();
    }
    assert!(!one.admits(&failing).await.unwrap() && !another.admits(&failing).await.unwrap());
    assert!(another.admits(&sound).await.unwrap());
    hand.pass(Duration::from_secs(300));
    for probe in 0..5 {
        assert!(another.admits(&failing).await.unwrap(), "probe {probe}");
        another.report(&failing, true).await.unwrap();
    }
    hand.pass(Duration::from_secs(3));
    assert!(one.admits(&failing).await.unwrap(), "closed for everybody");
}

#[tokio::test]
async fn reports_of_many_at_once_are_not_lost() {
    let house = House::open().await;
    let (one, another) = (house.operator().breakers(), house.operator().afresh().breakers());
    let failing = model("openai:failing");
    for _ in 0..10 {
        let (first, second) = tokio::join!(one.report(&failing, false), another.report(&failing, false));
        first.unwrap();
        second.unwrap();
    }
    assert!(!house.operator().afresh().breakers().admits(&failing).await.unwrap());
}
