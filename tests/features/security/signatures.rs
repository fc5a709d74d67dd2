//! Events that are signed, or are not.

use cucumber::{given, then, when};
use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use genesis_signatures::Algorithm;
use http::Method;
use serde_json::{Value, json};

use crate::{
    house::{House, hand_clock, text},
    world::World,
};

const SECRET: &str = "a-secret-that-two-share";
const BODY: &str = r#"{"action": "opened",  "number": 7}"#;
/// Later than the machine's clock shows, by which what has expired is deleted.
const NOW: Timestamp = Timestamp(4_000_000_000_000);

/// A source and what it was answered.
pub struct Source {
    house: House,
    tenant: Demo,
    answers: Vec<(u16, Value)>,
}

impl Source {
    /// Sends a body with what was signed, by a clock that is so many seconds behind.
    async fn send(&mut self, body: &str, signature: Option<&str>, behind: i64) -> u16 {
        let time = (NOW.0 / 1_000 - behind).to_string();
        let mut headers = vec![("content-type", "application/json"), ("x-genesis-timestamp", time.as_str())];
        headers.extend(signature.map(|signature| ("x-genesis-signature", signature)));
        let path = format!("/webhooks/{}.hook", self.tenant.tenant);
        let answer = self.house.send(Method::POST, &path, &headers, body.to_owned()).await;
        self.answers.push((answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap()));
        answer.status().as_u16()
    }

    async fn send_signed(&mut self, body: &str, behind: i64) -> u16 {
        let signature = signature(SECRET, body, behind);
        self.send(body, Some(&signature), behind).await
    }

    /// The ids of the events that are kept, once there are so many.
    async fn kept(&self, count: usize) -> Vec<String> {
        let kept = self.house.until(async || {
            let (_, listed) = self.house.get(&self.tenant.key, "/api/v1/security/webhook-events").await;
            let events = listed["events"].as_array().unwrap();
            (events.len() == count).then(|| events.iter().map(|event| text(&event["id"]).to_owned()).collect())
        });
        kept.await
    }
}

fn signature(secret: &str, body: &str, behind: i64) -> String {
    let time = (NOW.0 / 1_000 - behind).to_string();
    format!("sha256={}", Algorithm::Sha256.signature(secret, &[time.as_bytes(), b".", body.as_bytes()]))
}

#[given("a source that shares a secret with a tenant")]
async fn source(world: &mut World) {
    let (hand, clock) = hand_clock();
    hand.set(NOW);
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    let source = json!({ "scheme": "genesis", "secret": SECRET });
    let (status, registered) = house.call(Method::PUT, "/api/v1/security/webhook-sources/hook", &tenant.key, &source).await;
    assert_eq!(status, 200, "{registered}");
    world.source = Some(Source { house, tenant, answers: Vec::new() });
}

#[when("it sends an event with its signature over the raw body")]
async fn send(world: &mut World) {
    told(world).send_signed(BODY, 0).await;
}

#[then("it is answered with 200, and the event is kept to the byte")]
async fn kept_to_the_byte(world: &mut World) {
    let source = told(world);
    assert_eq!(source.answers[0].0, 200, "{}", source.answers[0].1);
    let path = format!("/api/v1/security/webhook-events/{}", source.kept(1).await[0]);
    let payload = source.house.send(Method::GET, &path, &[("x-api-key", &source.tenant.key)], "").await;
    assert_eq!(payload.body().as_ref(), BODY.as_bytes());
}

#[then(expr = "so is one of a source whose clock is {int} seconds off, either way")]
async fn taken_within(world: &mut World, seconds: i64) {
    assert_eq!([told(world).send_signed(BODY, seconds).await, told(world).send_signed(BODY, -seconds).await], [200, 200]);
    told(world).kept(3).await;
}

#[then("none of one whose clock is further off")]
async fn refused_beyond(world: &mut World) {
    assert_eq!([told(world).send_signed(BODY, 301).await, told(world).send_signed(BODY, -301).await], [401, 401]);
}

#[then("a body that differs by a blank is not what was signed")]
async fn raw_body(world: &mut World) {
    let signed = signature(SECRET, BODY, 10);
    assert_eq!(told(world).send(&BODY.replace("  ", " "), Some(&signed), 10).await, 401);
}

#[then("a signature that is wrong at its beginning is refused like one that is wrong at its end")]
async fn refused_alike(world: &mut World) {
    let signed = signature(SECRET, BODY, 20);
    let other = |digit: char| if digit == '0' { '1' } else { '0' };
    for at in ["sha256=".len(), signed.len() - 1] {
        let wrong: String = signed.char_indices().map(|(n, digit)| if n == at { other(digit) } else { digit }).collect();
        assert_eq!(told(world).send(BODY, Some(&wrong), 20).await, 401);
    }
    let [.., (_, one), (_, last)] = &told(world).answers[..] else { unreachable!("two were sent") };
    assert_eq!(one["code"], last["code"]);
    told(world).kept(3).await;
}

#[when("somebody sends an event without a signature, with another's, and with the source's own a second time")]
async fn forge(world: &mut World) {
    let (own, anothers) = (signature(SECRET, BODY, 0), signature("a-secret-of-somebody", BODY, 0));
    assert_eq!(told(world).send(BODY, Some(&own), 0).await, 200);
    for signed in [None, Some(anothers.as_str()), Some(own.as_str())] {
        told(world).send(BODY, signed, 0).await;
    }
}

#[then("each is answered with 401 and a code that says why")]
fn refused_with_codes(world: &mut World) {
    let refused: Vec<_> = told(world).answers[1..].iter().map(|(status, problem)| (*status, text(&problem["code"]))).collect();
    assert_eq!(refused, [(401, "missing_signature"), (401, "invalid_signature"), (401, "replay_attack")]);
}

#[then("only what the source sent itself is kept")]
async fn one_kept(world: &mut World) {
    told(world).kept(1).await;
}

#[then("the audit tells of each refusal, whose it would have been and from where")]
async fn refusals_told(world: &mut World) {
    let source = told(world);
    let path = "/api/v1/security/events?event_type=hmac_validation_failure";
    let (_, found) = source.house.get(&source.tenant.key, path).await;
    let mut told: Vec<&str> = found["events"].as_array().unwrap().iter().map(|event| text(&event["result"])).collect();
    told.sort_unstable();
    assert_eq!(told, ["invalid_signature", "missing_signature", "replay_attack"]);
    for event in found["events"].as_array().unwrap() {
        assert_eq!((text(&event["credential"]), text(&event["ip_address"])), ("webhook:hook", "127.0.0.1"));
    }
}

fn told(world: &mut World) -> &mut Source {
    world.source.as_mut().expect("a source was given")
}
