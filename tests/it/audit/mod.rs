//! What is told of each call, how that is sealed, and what is found when somebody changes it.

mod attempts;
mod events;
mod sealed;
mod tampered;
mod told;

use bytes::Bytes;
use genesis_audit::{Report, Trail, verify};
use genesis_embedded_cloud::Principal;
use genesis_local::{Demo, Permissions};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, items, text};

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

    /// Seals what there is, as the schedule has it done.
    pub async fn seal(&self, tenant: &Demo) {
        let told = self.platform.invoke("announce-audit", json!({})).await.unwrap();
        assert_eq!(told, Ok(Value::Null));
        self.until(async || self.trail(tenant).await.records.iter().all(|kept| kept.link.is_some()).then_some(())).await;
        self.until(async || self.trail(tenant).await.unsigned.is_none().then_some(())).await;
    }

    pub async fn trail(&self, tenant: &Demo) -> Trail {
        self.operator().audit_chain(tenant.tenant).trail().await.unwrap()
    }

    pub async fn verified(&self, tenant: &Demo) -> Report {
        let key = self.operator().seal_key().await.unwrap().public();
        verify(&self.trail(tenant).await, &key, self.operator().clock().now())
    }

    /// A message about this tenant, as the queue delivers it.
    pub async fn deliver_seal(&self, tenant: &Demo) -> Value {
        let body = json!({ "tenant": tenant.tenant }).to_string();
        let event = json!({ "Records": [{ "messageId": "m", "body": body, "eventSource": "aws:sqs" }] });
        self.platform.invoke("seal-audit-records", event).await.unwrap().unwrap()
    }

    /// Reaches into the tables as somebody does who has a tenant's credentials to all of them.
    pub async fn reach_in(&self, tenant: &Demo, operation: &str, request: &Value) -> Value {
        let permissions = Permissions::everything().held_by(genesis_aws::deployment::Principal::Tenant);
        let principal = Principal { name: "intruder".to_owned(), tenant: Some(tenant.tenant.to_string()), permissions };
        let cloud = self.platform.embedded();
        let access = format!("AWS4-HMAC-SHA256 Credential={}/20231114/x", cloud.credentials(principal).access_key_id());
        let request = Request::builder()
            .method("POST")
            .uri("/")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("authorization", access)
            .body(Bytes::from(request.to_string()))
            .unwrap();
        let answer = cloud.answer(request).await;
        assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.body());
        serde_json::from_slice(answer.body()).unwrap()
    }
}

/// The seven things that are told of an event.
#[track_caller]
pub fn seven(event: &Value) -> [String; 7] {
    ["timestamp", "user_id", "action", "resource", "result", "ip_address", "user_agent"].map(|field| text(&event[field]).to_owned())
}
