//! A tenant's audit: sealed, read whole, verified, and reached into by somebody who should not.

use bytes::Bytes;
use genesis_audit::{Report, Trail, verify};
use genesis_embedded_cloud::Principal;
use genesis_local::{Demo, Permissions};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use super::House;

impl House {
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
