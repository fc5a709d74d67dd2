//! Events that others send signed.

mod faults;
mod received;
mod refused;
mod sources;

use std::time::Duration;

use genesis_core::Timestamp;
use genesis_local::{Demo, Options};
use genesis_signatures::Algorithm;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

pub const SOURCES: &str = "/api/v1/security/webhook-sources";
pub const EVENTS: &str = "/api/v1/security/webhook-events";
pub const SECRET: &str = "a-secret-that-two-share";
pub const BODY: &str = r#"{"action": "opened"}"#;

/// Later than the machine's clock shows, by which what has expired is deleted.
const NOW: Timestamp = Timestamp(4_000_000_000_000);

/// A tenant with one source, `hook`, where time is told by hand.
pub struct Hooked {
    pub house: House,
    pub tenant: Demo,
    pub hand: Hand,
}

impl Hooked {
    pub async fn by(scheme: &str) -> Self {
        Self::among(scheme, Options::ephemeral()).await
    }

    pub async fn among(scheme: &str, options: Options) -> Self {
        let (hand, clock) = hand_clock();
        hand.set(NOW);
        let house = House::of(Options { clock, ..options }).await;
        let tenant = house.tenant().await;
        let hooked = Self { house, tenant, hand };
        let (status, registered) = hooked.register(&json!({ "scheme": scheme, "secret": SECRET })).await;
        assert_eq!(status, StatusCode::OK, "{registered}");
        hooked
    }

    pub async fn register(&self, source: &Value) -> (StatusCode, Value) {
        self.house.call(Method::PUT, &format!("{SOURCES}/hook"), &self.tenant.key, source).await
    }

    /// What the source is answered.
    pub async fn send(&self, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
        let json = [("content-type", "application/json")];
        let headers: Vec<(&str, &str)> = json.iter().chain(headers).copied().collect();
        let path = format!("/webhooks/{}.hook", self.tenant.tenant);
        read(&self.house.send(Method::POST, &path, &headers, body.to_owned()).await)
    }

    /// The same, signed as our own scheme has it.
    pub async fn send_signed(&self, secret: &str, body: &str) -> (u16, Value) {
        let time = self.second().to_string();
        let signature = format!("sha256={}", Algorithm::Sha256.signature(secret, &[time.as_bytes(), b".", body.as_bytes()]));
        self.send(&[("x-genesis-signature", &signature), ("x-genesis-timestamp", &time)], body).await
    }

    pub fn second(&self) -> i64 {
        self.house.operator().clock().now().0 / 1_000
    }

    /// The events that were taken in, once there are so many.
    pub async fn events(&self, count: usize) -> Vec<Value> {
        self.house
            .until(async || {
                let (status, listed) = self.house.get(&self.tenant.key, EVENTS).await;
                assert_eq!(status, StatusCode::OK, "{listed}");
                let events = listed["events"].as_array().unwrap().clone();
                (events.len() == count).then_some(events)
            })
            .await
    }

    /// What the audit tells of the door for events.
    pub async fn told(&self) -> Vec<(String, String)> {
        let (_, found) = self.house.get(&self.tenant.key, "/api/v1/security/events").await;
        let events = found["events"].as_array().unwrap().iter().filter(|event| event["action"] == "receive-webhook");
        events.map(|event| (text(&event["event_type"]).to_owned(), text(&event["result"]).to_owned())).collect()
    }

    pub fn pass_minutes(&self, minutes: u64) {
        self.hand.pass(Duration::from_secs(60 * minutes));
    }
}

pub fn read(answer: &Response<bytes::Bytes>) -> (u16, Value) {
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or_default())
}
