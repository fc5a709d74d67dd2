//! How often one address may ask.

use std::{net::IpAddr, time::Duration};

use bytes::Bytes;
use cucumber::{given, then, when};
use genesis_core::Timestamp;
use genesis_local::{Demo, Options};
use http::{Method, Response, StatusCode};

use crate::{
    house::{Hand, House, hand_clock},
    world::World,
};

const READ: &str = "/api/v1/orchestration/stats";

/// At the beginning of a minute.
const BEGINNING: Timestamp = Timestamp(4_000_000_020_000);

/// A platform whose clock is set by hand, with somebody who has a key.
pub struct Counted {
    house: House,
    hand: Hand,
    tenant: Demo,
    stranger: IpAddr,
    heard: Vec<StatusCode>,
}

impl Counted {
    async fn ask(&self, address: IpAddr, headers: &[(&str, &str)]) -> Response<Bytes> {
        self.house.send_from(address, Method::GET, READ, headers, "").await
    }

    async fn stranger(&self) -> Response<Bytes> {
        self.ask(self.stranger, &[]).await
    }
}

fn counted(world: &mut World) -> &mut Counted {
    world.counted.as_mut().expect("a platform that counts")
}

#[given("somebody with a key where time is told by hand")]
async fn somebody_with_a_key(world: &mut World) {
    let (hand, clock) = hand_clock();
    hand.set(BEGINNING);
    let house = House::of(Options { clock, rate_factor: 1, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    world.counted = Some(Counted { house, hand, tenant, stranger: [203, 0, 113, 7].into(), heard: Vec::new() });
}

#[when(expr = "a stranger asks {int} times from one address")]
async fn stranger_asks(world: &mut World, times: usize) {
    let counted = counted(world);
    for _ in 0..times {
        let answer = counted.stranger().await;
        counted.heard.push(answer.status());
    }
}

#[then("each time they are told to prove who they are")]
fn told_to_prove(world: &mut World) {
    let heard = &counted(world).heard;
    assert!(heard.iter().all(|status| *status == StatusCode::UNAUTHORIZED), "{heard:?}");
}

#[then("the next time they are refused and told to come again when the minute is over")]
async fn refused(world: &mut World) {
    let refused = counted(world).stranger().await;
    assert_eq!((refused.status(), &refused.headers()["retry-after"]), (StatusCode::TOO_MANY_REQUESTS, &"60".parse().unwrap()));
    let problem: serde_json::Value = serde_json::from_slice(refused.body()).unwrap();
    assert_eq!(problem["code"], "rate_limited", "{problem}");
}

#[then("the refusal is told to those who watch the platform")]
fn refusal_is_told(world: &mut World) {
    let log = counted(world).house.platform.log();
    let line: serde_json::Value = serde_json::from_str(log.borrow().back().unwrap()).unwrap();
    assert_eq!(line["rate_limit_hits"], 1.0, "{line}");
}

#[then("whoever has a key is answered all the while, from that address as from any other")]
async fn known_are_answered(world: &mut World) {
    let counted = counted(world);
    for address in [counted.stranger, [198, 51, 100, 1].into()] {
        let answer = counted.ask(address, &[("x-api-key", &counted.tenant.key)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "{address}");
    }
}

#[then("strangers from other addresses are heard")]
async fn others_are_heard(world: &mut World) {
    let answer = counted(world).ask([203, 0, 113, 8].into(), &[]).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[then("once the minute is over the stranger is heard again")]
async fn heard_again(world: &mut World) {
    let counted = counted(world);
    counted.hand.pass(Duration::from_secs(60));
    assert_eq!(counted.stranger().await.status(), StatusCode::UNAUTHORIZED);
}
