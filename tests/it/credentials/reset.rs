//! A second factor that its user has lost.

use genesis_core::Role;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{MFA, SESSIONS, app, bearer};
use crate::{
    house::text,
    people::{Person, Town, told},
};

impl Town {
    async fn with_factor(&self, role: Role) -> (Person, String) {
        let person = self.join(role).await;
        let confirmed = self.enrol(&person.key).await;
        let proof = [
            ("x-api-key", person.key.as_str()),
            ("content-type", "application/json"),
            ("x-mfa-code", { text(&confirmed["recovery_codes"][0]) }),
        ];
        let answer = self.house.send(Method::POST, SESSIONS, &proof, "{}").await;
        let opened: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{opened}");
        (person, bearer(text(&opened["token"])))
    }

    async fn enrol(&self, key: &str) -> Value {
        let (status, enrolled) = self.house.post(key, MFA, &Value::Null).await;
        assert_eq!(status, StatusCode::CREATED, "{enrolled}");
        let code = format!("{:06}", app(text(&enrolled["secret"])).code_at(self.house.operator().clock().now()));
        let (status, confirmed) = self.house.post(key, &format!("{MFA}/confirm"), &json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK, "{confirmed}");
        confirmed
    }

    async fn has_factor(&self, key: &str) -> bool {
        self.house.get(key, MFA).await.1["enrolled"] == true
    }

    /// How often the audit says that a second factor was taken, and how often that it was not.
    async fn noted(&self) -> [usize; 2] {
        let events = self.house.events(&self.tenant, "").await;
        [true, false].map(|taken| events.iter().filter(|event| event["metadata"]["second_factor_reset"] == taken).count())
    }

    async fn reset(&self, by: &str, user: &str) -> String {
        told(self.put(by, &self.path(&format!("/users/{user}")), json!({ "mfa_enabled": false })).await)
    }
}

#[tokio::test]
async fn who_manages_a_user_takes_their_second_factor_and_with_it_their_sessions() {
    let town = Town::open().await;
    let (member, session) = town.with_factor(Role::Member).await;
    let admin = town.join(Role::Admin).await;
    assert_eq!(town.reset(&admin.key, &member.id).await, "200");
    assert!(!town.has_factor(&member.key).await);
    let answer = town.house.send(Method::GET, MFA, &[("authorization", &session)], "").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "the session is over");
    assert_eq!(town.house.post(&member.key, SESSIONS, &json!({})).await.0, StatusCode::CREATED, "the key is not");
    let events = town.house.events(&town.tenant, "").await;
    let event = events.iter().find(|event| event["action"] == "update-user").unwrap();
    assert_eq!(event["metadata"]["second_factor_reset"], true, "{event}");
    assert_eq!((text(&event["user_id"]), text(&event["result"])), (admin.id.as_str(), "done"));
    assert!(text(&event["resource"]).ends_with(&member.id), "{event}");
}

#[tokio::test]
async fn nobody_takes_a_second_factor_from_themselves_or_from_who_is_not_theirs_to_manage() {
    let town = Town::open().await;
    let (admin, _) = town.with_factor(Role::Admin).await;
    let (member, _) = town.with_factor(Role::Member).await;
    let viewer = town.join(Role::Viewer).await;
    assert_eq!(town.reset(&admin.key, &admin.id).await, "403 own_second_factor mfa_enabled");
    assert_eq!(town.reset(&member.key, &admin.id).await, "403 may_not_manage_user -");
    assert_eq!(town.reset(&viewer.key, &member.id).await, "403 may_not_manage_user -");
    assert_eq!(town.reset(&admin.key, &town.tenant.owner.to_string()).await, "403 may_not_manage_user -");
    let enrolling = town.put(&admin.key, &town.path(&format!("/users/{}", member.id)), json!({ "mfa_enabled": true })).await;
    assert_eq!(told(enrolling), "422 invalid_field mfa_enabled");
    assert!(town.has_factor(&admin.key).await && town.has_factor(&member.key).await);
    assert_eq!(town.reset(&town.tenant.key, &admin.id).await, "200");
    assert_eq!(town.reset(&town.administrator, &member.id).await, "200");
    assert_eq!(town.reset(&town.tenant.key, &viewer.id).await, "200", "who has none keeps none");
    assert_eq!(town.noted().await, [2, 5]);
}

#[tokio::test]
async fn the_audit_says_that_a_second_factor_was_taken_where_it_was() {
    let town = Town::open().await;
    let (admin, (member, _)) = (town.join(Role::Admin).await, town.with_factor(Role::Member).await);
    let update = async |by: &str, user: &str, update| told(town.put(by, &town.path(&format!("/users/{user}")), update).await);
    let promoted = json!({ "mfa_enabled": false, "role": "owner" });
    assert_eq!(update(&admin.key, &member.id, promoted).await, "403 may_not_give_role role");
    town.enrol(&town.tenant.key).await;
    let demoted = json!({ "mfa_enabled": false, "role": "member" });
    assert_eq!(update(&town.administrator, &town.tenant.owner.to_string(), demoted).await, "422 last_owner role");
    assert!(town.has_factor(&member.key).await && town.has_factor(&town.tenant.key).await);
    // What an administrator is refused is in the platform's own audit alone.
    assert_eq!(town.noted().await, [0, 1]);
    let renamed = json!({ "mfa_enabled": false, "name": "Somebody else" });
    assert_eq!(update(&admin.key, &member.id, renamed).await, "200");
    assert!(!town.has_factor(&member.key).await);
    assert_eq!(town.noted().await, [1, 1]);
}
