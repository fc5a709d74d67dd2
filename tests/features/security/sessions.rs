//! Sessions at the door.

use std::time::Duration;

use cucumber::{given, then, when};
use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{Hand, House, hand_clock, text},
    world::World,
};

const SESSIONS: &str = "/api/v1/security/sessions";
const SEARCH: &str = "/api/v1/memory/search?query=ants";
/// Later than the machine's clock shows, by which what has expired is deleted.
const NOW: Timestamp = Timestamp(4_000_000_000_000);

/// Somebody who opens sessions, and those they have opened.
pub struct SignedIn {
    house: House,
    hand: Hand,
    tenant: Demo,
    /// With the minutes each was to last.
    opened: Vec<(u64, String)>,
}

impl SignedIn {
    async fn open(&self, minutes: u64) -> (StatusCode, Value) {
        self.house.post(&self.tenant.key, SESSIONS, &json!({ "expires_in_seconds": minutes * 60 })).await
    }

    async fn token(&self, minutes: u64) -> String {
        let (status, opened) = self.open(minutes).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        text(&opened["token"]).to_owned()
    }

    async fn calls(&self, method: Method, path: &str, token: &str) -> StatusCode {
        self.house.send(method, path, &[("authorization", &format!("Bearer {token}"))], "").await.status()
    }

    async fn is_open(&self, token: &str) -> bool {
        match self.calls(Method::GET, SEARCH, token).await {
            StatusCode::OK => true,
            StatusCode::UNAUTHORIZED => false,
            other => panic!("a session was answered with {other}"),
        }
    }

    fn pass(&self, minutes: u64) {
        self.hand.pass(Duration::from_secs(minutes * 60));
    }
}

fn signed_in(world: &World) -> &SignedIn {
    world.signed_in.as_ref().expect("somebody opens sessions")
}

#[given("somebody who opens sessions where time is told by hand")]
async fn somebody(world: &mut World) {
    let (hand, clock) = hand_clock();
    hand.set(NOW);
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    world.signed_in = Some(SignedIn { house, hand, tenant, opened: Vec::new() });
}

#[when(expr = "they open sessions of {int}, {int} and {int} minutes")]
async fn open(world: &mut World, first: u64, second: u64, third: u64) {
    let mut opened = Vec::new();
    for minutes in [first, second, third] {
        opened.push((minutes, signed_in(world).token(minutes).await));
    }
    world.signed_in.as_mut().expect("somebody opens sessions").opened = opened;
}

/// Six bits a letter: where two tokens agree in as many letters as chance has it, nothing is shared.
#[then(expr = "every token holds at least {int} bits and no two have anything in common")]
fn unguessable(world: &mut World, bits: usize) {
    let secrets: Vec<&str> = signed_in(world).opened.iter().map(|(_, token)| token.strip_prefix("gss_").expect("a token")).collect();
    for (place, secret) in secrets.iter().enumerate() {
        assert!(secret.len() * 6 >= bits, "{} letters", secret.len());
        for other in &secrets[place + 1..] {
            let alike = secret.bytes().zip(other.bytes()).filter(|(one, other)| one == other).count();
            assert!(alike < secret.len() / 3, "{alike} of {} letters are the same", secret.len());
        }
    }
}

#[then(expr = "a session of less than {int} minutes or more than {int} is not to be had")]
async fn within(world: &mut World, least: u64, most: u64) {
    for minutes in [least - 1, most + 1] {
        let (status, problem) = signed_in(world).open(minutes).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_session_length")), "{problem}");
    }
}

#[then("each session ends when its time is over, however much it is used")]
async fn ends(world: &mut World) {
    let somebody = signed_in(world);
    let last = somebody.opened.iter().map(|(minutes, _)| *minutes).max().expect("sessions were opened");
    for minute in 1..=last {
        somebody.pass(1);
        for (minutes, token) in &somebody.opened {
            // Ten minutes apart, and at the end, is often enough to be in use.
            if minute % 10 == 0 || minute.abs_diff(*minutes) <= 1 {
                assert_eq!(somebody.is_open(token).await, minute < *minutes, "one of {minutes} minutes after {minute}");
            }
        }
    }
}

#[then(expr = "a session ends when nobody has used it for {int} minutes")]
async fn idle(world: &mut World, minutes: u64) {
    let somebody = signed_in(world);
    let token = somebody.token(480).await;
    somebody.pass(minutes - 1);
    assert!(somebody.is_open(&token).await);
    somebody.pass(minutes);
    assert!(!somebody.is_open(&token).await);
}

#[then("a session opens nothing once its owner has logged out")]
async fn logged_out(world: &mut World) {
    let somebody = signed_in(world);
    let (one, other) = (somebody.token(60).await, somebody.token(60).await);
    assert_eq!(somebody.calls(Method::DELETE, &format!("{SESSIONS}/current"), &one).await, StatusCode::OK);
    assert!(!somebody.is_open(&one).await && somebody.is_open(&other).await);
    assert_eq!(somebody.calls(Method::DELETE, SESSIONS, &other).await, StatusCode::OK);
    assert!(!somebody.is_open(&other).await);
}

#[then("the sixth session ends the oldest of five")]
async fn sixth(world: &mut World) {
    let somebody = signed_in(world);
    let mut tokens = Vec::new();
    for _ in 0..6 {
        tokens.push(somebody.token(60).await);
    }
    for (place, token) in tokens.iter().enumerate() {
        assert_eq!(somebody.is_open(token).await, place > 0, "the session opened as number {}", place + 1);
    }
}
