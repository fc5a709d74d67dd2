//! Tenants, their users and whoever runs the platform, at the door.

mod changes;
mod climbing;
mod invitations;
mod managing;
mod matrix;
mod platform;
mod single_sign_on;
mod tenants;
mod trials;
mod users;

use genesis_core::{Ids, Role, TenantId, Timestamp};
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

pub const TENANTS: &str = "/api/v1/tenants";
pub const ACCEPT: &str = "/api/v1/invitations/accept";

/// A platform with somebody who runs it and a tenant.
pub struct Town {
    pub house: House,
    pub tenant: Demo,
    pub administrator: String,
    pub now: Hand,
}

/// Somebody of a tenant, with the key they got when they came.
pub struct Person {
    pub id: String,
    pub key: String,
}

impl Town {
    pub async fn open() -> Self {
        let (now, clock) = hand_clock();
        // Later than the machine's clock shows, by which what has expired is deleted.
        now.set(Timestamp(4_000_000_000_000));
        let house = House::with(clock, Ids::random()).await;
        let tenant = house.tenant().await;
        let administrator = administrator(&house).await;
        Self { house, tenant, administrator, now }
    }

    pub fn path(&self, rest: &str) -> String {
        of(self.tenant.tenant, rest)
    }

    /// Somebody who was invited by the owner, and came.
    pub async fn join(&self, role: Role) -> Person {
        self.join_as(&self.tenant.key, role).await
    }

    pub async fn join_as(&self, inviting: &str, role: Role) -> Person {
        let new = json!({ "user_id": role.as_str(), "email": self.address(), "name": role.as_str(), "role": role.as_str() });
        let (status, added) = self.house.post(inviting, &self.path("/users"), &new).await;
        assert_eq!(status, StatusCode::CREATED, "{added}");
        let key = self.accept(text(&added["invitation"]["token"])).await;
        Person { id: text(&added["user"]["id"]).to_owned(), key }
    }

    /// The key of who comes with this token.
    pub async fn accept(&self, token: &str) -> String {
        let (status, come) = self.house.post("", ACCEPT, &json!({ "token": token })).await;
        assert_eq!(status, StatusCode::CREATED, "{come}");
        text(&come["key"]).to_owned()
    }

    /// One that nobody has yet.
    pub fn address(&self) -> String {
        format!("{}@example.com", self.house.operator().ids().next().simple())
    }

    pub async fn put(&self, key: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.house.call(Method::PUT, path, key, &body).await
    }

    pub async fn delete(&self, key: &str, path: &str) -> (StatusCode, Value) {
        self.house.call(Method::DELETE, path, key, &Value::Null).await
    }

    /// What the tenant looks like to an administrator.
    pub async fn seen(&self) -> Value {
        let (status, found) = self.house.get(&self.administrator, &self.path("")).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found["tenant"].clone()
    }

    /// A user as the tenant's list has them; null of nobody.
    pub async fn listed(&self, id: &str) -> Value {
        let (_, list) = self.house.get(&self.administrator, &self.path("/users")).await;
        list["users"].as_array().unwrap().iter().find(|user| user["id"] == id).cloned().unwrap_or_default()
    }
}

/// The key of somebody who knows the bootstrap secret.
pub async fn administrator(house: &House) -> String {
    let secret = house.operator().bootstrap_secret().await.unwrap();
    let headers = [("x-bootstrap-secret", secret.as_str()), ("content-type", "application/json")];
    let answer = house.send(Method::POST, "/api/v1/platform/keys", &headers, r#"{"name":"on call"}"#).await;
    let made: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED, "{made}");
    text(&made["key"]).to_owned()
}

pub fn of(tenant: TenantId, rest: &str) -> String {
    format!("{TENANTS}/{tenant}{rest}")
}

/// `status code field` of a problem; the status alone of any other answer.
pub fn told((status, answer): (StatusCode, Value)) -> String {
    match (answer["code"].as_str(), answer["errors"][0]["field"].as_str()) {
        (Some(code), Some(field)) => format!("{} {code} {field}", status.as_u16()),
        (Some(code), None) => format!("{} {code} -", status.as_u16()),
        (None, _) => status.as_u16().to_string(),
    }
}
