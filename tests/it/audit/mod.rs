//! What is told of each call, how that is sealed, and what is found when somebody changes it.

mod attempts;
mod concerned;
mod events;
mod sealed;
mod tampered;
mod told;

use genesis_local::Demo;
use http::StatusCode;
use serde_json::{Value, json};

use crate::house::{House, items};

pub const EVENTS: &str = "/api/v1/security/events";
pub const AUDIT: &str = "/api/v1/security/audit";
pub const STORE: &str = "/api/v1/memory/store";

impl House {
    /// The events a query finds, the newest first.
    pub async fn events(&self, tenant: &Demo, query: &str) -> Vec<Value> {
        let (status, found) = self.get(&tenant.key, &format!("{EVENTS}?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        items(&found["events"]).to_vec()
    }

    /// A call that changes something, which is told of alone.
    pub async fn store(&self, tenant: &Demo, key: &str) {
        let (status, stored) = self.post(&tenant.key, STORE, &json!({ "key": key, "value": 1 })).await;
        assert_eq!(status, StatusCode::CREATED, "{stored}");
    }

    /// A message about this tenant, as the queue delivers it.
    pub async fn deliver_seal(&self, tenant: &Demo) -> Value {
        let body = json!({ "tenant": tenant.tenant }).to_string();
        let event = json!({ "Records": [{ "messageId": "m", "body": body, "eventSource": "aws:sqs" }] });
        self.platform.invoke("seal-audit-records", event).await.unwrap().unwrap()
    }
}
