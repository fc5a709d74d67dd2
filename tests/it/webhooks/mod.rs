//! Events that others send signed.

mod faults;
mod limited;
mod received;
mod refused;
mod sources;
mod standing;

use std::{net::IpAddr, time::Duration};

use genesis_core::Timestamp;
use genesis_local::{Demo, Options};
use genesis_signatures::Algorithm;
use genesis_tenancy::Tenant;
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
        self.send(&[("x-genesis-signature", &signature(secret, &time, body)), ("x-genesis-timestamp", &time)], body).await
    }

    /// What somebody is answered who sends this to the source from this address, signed by our own scheme or not at all.
    pub async fn send_from(&self, address: &str, secret: Option<&str>, body: &str) -> Response<bytes::Bytes> {
        self.send_to(&format!("/webhooks/{}.hook", self.tenant.tenant), address, secret, body).await
    }

    pub async fn send_to(&self, path: &str, address: &str, secret: Option<&str>, body: &str) -> Response<bytes::Bytes> {
        let address: IpAddr = address.parse().unwrap();
        let time = self.second().to_string();
        let signature = secret.map(|secret| signature(secret, &time, body));
        let signed = signature.iter().flat_map(|signature| [("x-genesis-signature", signature.as_str()), ("x-genesis-timestamp", &time)]);
        let headers: Vec<(&str, &str)> = [("content-type", "application/json")].into_iter().chain(signed).collect();
        self.house.send_from(address, Method::POST, path, &headers, body.to_owned()).await
    }

    pub async fn change(&self, change: impl Fn(&mut Tenant)) {
        let changed = |mut tenant: Tenant| {
            change(&mut tenant);
            Ok::<_, genesis_aws::NotKept>(tenant)
        };
        let now = self.house.operator().clock().now();
        self.house.operator().tenants(self.tenant.tenant).change(now, changed).await.unwrap().unwrap();
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
        self.pass_seconds(60 * minutes);
    }

    pub fn pass_seconds(&self, seconds: u64) {
        self.hand.pass(Duration::from_secs(seconds));
    }
}

fn signature(secret: &str, time: &str, body: &str) -> String {
    format!("sha256={}", Algorithm::Sha256.signature(secret, &[time.as_bytes(), b".", body.as_bytes()]))
}

pub fn read(answer: &Response<bytes::Bytes>) -> (u16, Value) {
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or_default())
}
