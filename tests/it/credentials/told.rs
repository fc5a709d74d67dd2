//! What the audit is told of who fails to prove who they are.

use genesis_core::TenantId;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, SEARCH, SESSIONS};
use crate::house::{House, text};

impl House {
    /// The platform's own audit.
    pub async fn own_audit(&self) -> Vec<genesis_audit::Record> {
        let window = self.operator().audit_records(TenantId::NOBODY).since(genesis_core::Timestamp(0), 1_000).await.unwrap();
        window.records.into_iter().map(|stored| stored.record).collect()
    }
}

impl Desk {
    async fn told(&self, query: &str) -> Vec<Value> {
        self.house.events(&self.tenant, query).await
    }

    async fn stray(&self, address: &str, key: &str) -> StatusCode {
        let headers = if key.is_empty() { vec![] } else { vec![("x-api-key", key)] };
        self.house.send_from(address.parse().unwrap(), Method::GET, SEARCH, &headers, "").await.status()
    }
}

#[tokio::test]
async fn each_wrong_code_is_told_of_and_the_lockout_and_what_nobody_looks_at_once_a_minute() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    desk.pass(60);
    let before = desk.told("").await.len();
    for _ in 0..5 {
        let code = desk.wrong(&app);
        desk.call(Method::POST, SESSIONS, &[("x-api-key", &desk.tenant.key), ("x-mfa-code", &code)], &json!({})).await;
    }
    for code in ["jane-roe", "078-05-1120", "000009"] {
        desk.call(Method::POST, SESSIONS, &[("x-api-key", &desk.tenant.key), ("x-mfa-code", code)], &json!({})).await;
    }
    let failed = desk.told("event_type=auth_failure").await;
    assert_eq!(failed.len(), 4 + 1, "four that were counted, and one of three that nobody looked at");
    let [locked] = &desk.told("event_type=security_violation").await[..] else { panic!("one lockout") };
    for event in failed.iter().chain([locked]) {
        assert_eq!((text(&event["result"]), &event["response_code"]), ("mfa_failed", &json!(401)), "{event}");
        assert_eq!((text(&event["user_id"]), text(&event["action"])), (desk.tenant.owner.to_string().as_str(), "open-session"));
    }
    assert_eq!((&locked["metadata"]["locked_out"], &locked["severity"]), (&json!(true), &json!("error")));
    assert_eq!(desk.told("").await.len(), before + 6);
    let kept: Vec<String> = desk.house.trail(&desk.tenant).await.records.into_iter().map(|kept| kept.text).collect();
    assert!(!kept.iter().any(|text| text.contains("jane") || text.contains("078-05")), "{kept:?}");
}

#[tokio::test]
async fn who_lacks_the_second_factor_that_a_tenant_asks_for_is_told_of() {
    let desk = Desk::open().await;
    let now = desk.clock.now();
    let tenants = desk.house.operator().tenants(desk.tenant.tenant);
    let enforced = |tenant| Ok::<_, genesis_aws::NotKept>(genesis_tenancy::Tenant { enforce_mfa: true, ..tenant });
    tenants.change(now, enforced).await.unwrap().unwrap();
    assert!(!desk.key_opens(&desk.tenant.key).await);
    let window = desk.house.operator().audit_records(desk.tenant.tenant).since(genesis_core::Timestamp(0), 10).await.unwrap();
    let record = &window.records[0].record;
    assert_eq!((record.result.as_str(), record.status, record.event_type.as_str()), ("mfa_required", 401, "auth_failure"));
    assert_eq!((record.action.as_str(), &record.subject.user_id), ("search-memory", &Some(desk.tenant.owner.to_string())));
}

#[tokio::test]
async fn a_credential_that_proves_nothing_counts_and_is_told_of_once_a_minute_and_address() {
    let desk = Desk::open().await;
    let log = desk.house.platform.log();
    let key = "gns_0123456789abcdef_wrong-but-not-to-be-kept";
    for address in ["203.0.113.7", "203.0.113.7", "2001:db8::1", "2001:db8::2", "203.0.113.7"] {
        assert_eq!(desk.stray(address, key).await, StatusCode::UNAUTHORIZED);
        let line: Value = serde_json::from_str(log.borrow().back().unwrap()).unwrap();
        assert_eq!(line["auth_failures"], 1.0, "{line}");
    }
    assert_eq!(desk.stray("203.0.113.9", "").await, StatusCode::UNAUTHORIZED);
    let told = desk.house.own_audit().await;
    let mut who: Vec<_> = told.iter().map(|record| record.subject.ip_address.as_deref().unwrap_or_default()).collect();
    who.sort_unstable();
    assert_eq!(who, ["2001:db8::1", "203.0.113.7"], "an address, or the network of one, once; and who shows nothing not at all");
    assert!(told.iter().all(|record| record.event_type.as_str() == "auth_failure" && record.subject.user_id.is_none()));
    assert!(!told.iter().any(|record| record.text().contains("wrong-but-not")));
    for n in 0..40 {
        desk.stray(&format!("198.51.100.{n}"), key).await;
    }
    assert_eq!(desk.house.own_audit().await.len(), 10, "however many come from however many addresses");
    desk.pass(60);
    desk.stray("203.0.113.7", key).await;
    assert_eq!(desk.house.own_audit().await.len(), 11);
}
