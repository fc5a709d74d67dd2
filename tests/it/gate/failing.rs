//! Where what proves callers does not answer, nobody comes in. Where what counts them does not, whoever has proven who they are comes in, but
//! for endpoints of which that must not be said, and as far as their tenant is known to be open to them.

use bytes::Bytes;
use genesis_embedded_cloud::Faults;
use genesis_local::{Demo, Options};
use genesis_tenancy::{Tenant, TenantStatus};
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::READ;
use crate::{
    house::House,
    people::{ACCEPT, TENANTS, administrator},
};

const KEYS: &str = "/api/v1/security/keys";

/// A house where a table will stop answering.
async fn fragile(table: &'static str) -> (House, Faults) {
    let faults = Faults::outage_of(table);
    (House::of(Options { faults: faults.clone(), ..Options::ephemeral() }).await, faults)
}

/// What a tenant's owner with a key gets.
async fn asked(house: &House, key: &str, method: Method, path: &str) -> Response<Bytes> {
    let body = if method == Method::POST { json!({ "name": "another" }).to_string() } else { String::new() };
    house.send(method, path, &[("x-api-key", key), ("content-type", "application/json")], body).await
}

/// That an answer is a refusal for now, and says nothing of why.
#[track_caller]
fn assert_shut(answer: &Response<Bytes>, code: &str) {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!((answer.status(), &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(code)), "{problem}");
    assert_eq!(answer.headers().get("retry-after").map(|value| value.as_bytes()), Some(b"5".as_slice()));
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(problem["detail"], "the service cannot answer right now; try again");
}

/// How often it was told that somebody came in uncounted.
fn told(house: &House) -> usize {
    house.platform.log().borrow().iter().filter(|line| line.contains(r#""uncounted_requests":1.0"#)).count()
}

async fn change(house: &House, tenant: &Demo, change: impl Fn(&mut Tenant)) {
    let changed = |mut tenant: Tenant| {
        change(&mut tenant);
        Ok::<_, genesis_aws::NotKept>(tenant)
    };
    let now = house.operator().clock().now();
    house.operator().tenants(tenant.tenant).change(now, changed).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_tell_whether_credentials_hold_nobody_comes_in() {
    let (house, faults) = fragile("tenants").await;
    let tenant = house.tenant().await;
    assert_eq!(asked(&house, &tenant.key, Method::GET, READ).await.status(), StatusCode::OK);
    faults.begin();
    for (method, path) in [(Method::GET, READ), (Method::GET, KEYS), (Method::POST, KEYS)] {
        assert_shut(&asked(&house, &tenant.key, method, path).await, "authorizer_unavailable");
    }
    assert_eq!(house.send(Method::GET, READ, &[], "").await.status(), StatusCode::UNAUTHORIZED, "who shows nothing is nobody");
    faults.end();
    assert_eq!(asked(&house, &tenant.key, Method::GET, READ).await.status(), StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_caller_comes_in_uncounted_and_an_alarm_is_told() {
    let (house, faults) = fragile("access").await;
    let (tenant, unseen) = (house.tenant().await, house.tenant().await);
    let counted = asked(&house, &tenant.key, Method::GET, READ).await;
    assert!(counted.status() == StatusCode::OK && counted.headers().contains_key("ratelimit"));
    faults.begin();
    let uncounted = asked(&house, &tenant.key, Method::GET, READ).await;
    assert_eq!(uncounted.status(), StatusCode::OK);
    assert!(!uncounted.headers().contains_key("ratelimit"), "nobody knows how the limits stand");
    assert_eq!(told(&house), 1, "once, whatever of what counts it was that did not answer");
    let wrong = format!("{}x", &tenant.key[..tenant.key.len() - 1]);
    assert_eq!(asked(&house, &wrong, Method::GET, READ).await.status(), StatusCode::UNAUTHORIZED, "uncounted is not unproven");
    assert_shut(&asked(&house, &unseen.key, Method::GET, READ).await, "gate_unavailable");
    assert_eq!(told(&house), 1, "who is refused did not come in");
}

#[tokio::test(start_paused = true)]
async fn credentials_and_what_is_the_platforms_stay_shut_to_whom_nobody_can_count() {
    let (house, faults) = fragile("access").await;
    let tenant = house.tenant().await;
    let administrator = administrator(&house).await;
    assert_eq!(asked(&house, &tenant.key, Method::GET, KEYS).await.status(), StatusCode::OK);
    assert_eq!(asked(&house, &administrator, Method::GET, TENANTS).await.status(), StatusCode::OK);
    faults.begin();
    assert_shut(&asked(&house, &tenant.key, Method::POST, KEYS).await, "gate_unavailable");
    assert_shut(&asked(&house, &administrator, Method::GET, TENANTS).await, "gate_unavailable");
    let (stranger, json) = ("203.0.113.7".parse().unwrap(), [("content-type", "application/json")]);
    assert_shut(&house.send_from(stranger, Method::POST, ACCEPT, &json, r#"{"token":"x"}"#).await, "gate_unavailable");
    assert_eq!(told(&house), 0, "who is refused did not come in");
    faults.end();
    let kept: Value = serde_json::from_slice(asked(&house, &tenant.key, Method::GET, KEYS).await.body()).unwrap();
    assert_eq!(kept["keys"].as_array().map(Vec::len), Some(1), "no key was made: {kept}");
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_was_seen_closed_stays_closed_while_nobody_is_counted() {
    for (closed, status) in [
        ((|tenant| tenant.status = TenantStatus::Suspended) as fn(&mut Tenant), StatusCode::FORBIDDEN),
        (|tenant| tenant.status = TenantStatus::Deleted, StatusCode::UNAUTHORIZED),
        (|tenant| tenant.enforce_mfa = true, StatusCode::UNAUTHORIZED),
        (|tenant| tenant.allowed_ip_ranges = vec!["203.0.113.0/24".parse().unwrap()], StatusCode::FORBIDDEN),
    ] {
        let (house, faults) = fragile("access").await;
        let tenant = house.tenant().await;
        change(&house, &tenant, closed).await;
        assert_eq!(asked(&house, &tenant.key, Method::GET, READ).await.status(), status);
        faults.begin();
        assert_eq!((asked(&house, &tenant.key, Method::GET, READ).await.status(), told(&house)), (status, 0));
    }
}
