//! What callers prove who they are with: keys, sessions, second factors.

mod changed_users;
mod enforced;
mod keys;
mod narrow;
mod refused;
mod reset;
mod second_factor;
mod sessions;
mod told;
mod too_late;

use std::time::Duration;

use genesis_access::TotpSecret;
use genesis_core::{Clock, Ids, Role, Scope, Timestamp, UserId};
use genesis_local::{Demo, new_key};
use genesis_tenancy::Member;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

pub const KEYS: &str = "/api/v1/security/keys";
pub const SESSIONS: &str = "/api/v1/security/sessions";
pub const MFA: &str = "/api/v1/security/mfa";
/// What any key with the scope `manage_memory` may read.
const SEARCH: &str = "/api/v1/memory/search?query=ants";
/// Later than the machine's clock shows, by which what has expired is deleted.
const NOW: Timestamp = Timestamp(4_000_000_000_000);

/// A platform where time stands still, with a tenant.
struct Desk {
    house: House,
    hand: Hand,
    clock: Clock,
    tenant: Demo,
}

/// What a request comes with.
type Proof<'a> = [(&'a str, &'a str)];

impl Desk {
    async fn open() -> Self {
        let (hand, clock) = hand_clock();
        hand.set(NOW);
        let house = House::with(clock.clone(), Ids::random()).await;
        let tenant = house.tenant().await;
        Self { house, hand, clock, tenant }
    }

    fn pass(&self, seconds: u64) {
        self.hand.pass(Duration::from_secs(seconds));
    }

    async fn call(&self, method: Method, path: &str, proof: &Proof<'_>, body: &Value) -> (StatusCode, Value) {
        let headers: Vec<_> = proof.iter().copied().chain([("content-type", "application/json")]).collect();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.house.send(method, path, &headers, body).await;
        (answer.status(), serde_json::from_slice(answer.body()).unwrap_or_default())
    }

    /// Whether a credential opens anything.
    async fn opens(&self, proof: &Proof<'_>) -> bool {
        let (status, answer) = self.call(Method::GET, SEARCH, proof, &Value::Null).await;
        assert!([StatusCode::OK, StatusCode::UNAUTHORIZED].contains(&status), "{answer}");
        status == StatusCode::OK
    }

    async fn key_opens(&self, key: &str) -> bool {
        self.opens(&[("x-api-key", key)]).await
    }

    async fn session_opens(&self, token: &str) -> bool {
        self.opens(&[("authorization", &bearer(token))]).await
    }

    async fn new_key(&self, new: Value) -> Value {
        let (status, made) = self.house.post(&self.tenant.key, KEYS, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        made
    }

    /// A key to all that a viewer with further permissions may do.
    async fn viewer_with(&self, permissions: Vec<Scope>) -> String {
        let (operator, tenant) = (self.house.operator(), self.tenant.tenant);
        let member = Member { tenant, user: UserId::new(operator.ids().next()), role: Role::Viewer, permissions, is_active: true };
        new_key(operator, member, &Scope::OF_TENANTS).await.unwrap().reveal()
    }

    async fn new_session(&self, new: Value) -> (String, Value) {
        let (status, opened) = self.house.post(&self.tenant.key, SESSIONS, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        (text(&opened["token"]).to_owned(), opened["session"].clone())
    }

    /// The owner's app and recovery codes.
    async fn enrolled(&self) -> (TotpSecret, Vec<String>) {
        let (status, enrolled) = self.house.post(&self.tenant.key, MFA, &Value::Null).await;
        assert_eq!(status, StatusCode::CREATED, "{enrolled}");
        let app = app(text(&enrolled["secret"]));
        let (status, confirmed) = self.house.post(&self.tenant.key, &format!("{MFA}/confirm"), &json!({ "code": self.code(&app) })).await;
        assert_eq!(status, StatusCode::OK, "{confirmed}");
        (app, serde_json::from_value(confirmed["recovery_codes"].clone()).unwrap())
    }

    /// What the app shows.
    fn code(&self, app: &TotpSecret) -> String {
        format!("{:06}", app.code_at(self.clock.now()))
    }

    /// A code that the app does not show, and has not shown and will not show soon.
    fn wrong(&self, app: &TotpSecret) -> String {
        let near = [-60_000, -30_000, 0, 30_000, 60_000].map(|away| app.code_at(Timestamp(self.clock.now().0 + away)));
        format!("{:06}", (0..6).find(|code| !near.contains(code)).unwrap())
    }

    fn calls(&self, function: &str, operation: &str) -> u64 {
        let calls = self.house.platform.embedded().calls();
        calls
            .iter()
            .filter(|(call, _)| (call.caller.as_str(), call.operation.as_str()) == (function, operation))
            .map(|(_, count)| *count)
            .sum()
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// An authenticator app that was given this secret in base32.
fn app(secret: &str) -> TotpSecret {
    let value = |letter: u8| if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
    let bits: Vec<u8> = secret.bytes().flat_map(|letter| (0..5).rev().map(move |bit| value(letter) >> bit & 1)).collect();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    TotpSecret::from_slice(&bytes).unwrap()
}
