//! A tenant that is closed, or closed to an address, is closed at once.

use genesis_guard::Action;
use genesis_tenancy::{ContentPolicy, Tenant, TenantStatus, Tier};
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{Limited, READ};

fn refused(answer: &Response<bytes::Bytes>) -> (u16, String) {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap();
    (answer.status().as_u16(), problem["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_tenant_that_is_suspended_or_deleted_is_closed_to_the_next_request() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    for (status, expected) in [
        (TenantStatus::Suspended, (403, "tenant_not_usable")),
        (TenantStatus::Active, (200, "")),
        (TenantStatus::Deleted, (401, "unauthenticated")),
    ] {
        limited.change(&tenant, |tenant| tenant.status = status).await;
        let answer = limited.read(&tenant.key).await;
        assert_eq!(refused(&answer), (expected.0, expected.1.to_owned()), "{status:?}");
    }
}

#[tokio::test]
async fn what_only_higher_tiers_have_is_refused_to_others_and_named() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let send = async |(method, path, body): (Method, &str, &str)| {
        let headers = [("x-api-key", tenant.key.as_str()), ("content-type", "application/json")];
        limited.house.send(method, path, &headers, body.to_owned()).await
    };
    let started = send((Method::POST, "/api/v1/orchestration/start", r#"{"query": "Who walks?"}"#)).await;
    let run: Value = serde_json::from_slice(started.body()).unwrap();
    let step = json!({ "run_id": run["run_id"], "agent_id": "mine", "capability": "reading", "sequence_number": 1 }).to_string();
    let agents = r#"{"query": "Who walks?", "agents": {"solver": {"agent_id": "mine"}}}"#;
    let source = r#"{"scheme": "github", "secret": "0123456789abcdef0123456789abcdef"}"#;
    let events = || (Method::GET, "/api/v1/security/events", "");
    let sources = || (Method::PUT, "/api/v1/security/webhook-sources/hub", source);
    let (own_agents, own_step) =
        (|| (Method::POST, "/api/v1/orchestration/start", agents), || (Method::POST, "/api/v1/agents/execute", step.as_str()));
    for (tier, expected) in [
        (Tier::Free, [403, 403, 403, 403]),
        (Tier::Starter, [403, 200, 201, 201]),
        (Tier::Professional, [200, 200, 201, 201]),
        (Tier::Enterprise, [200, 200, 201, 201]),
    ] {
        limited.change(&tenant, |tenant| tenant.tier = tier).await;
        limited.pass(60);
        for (asked, expected) in [events(), sources(), own_agents(), own_step()].into_iter().zip(expected) {
            let path = asked.1;
            let answer = send(asked).await;
            assert_eq!(answer.status(), expected, "{tier} {path}: {answer:?}");
            if expected == 403 {
                assert_eq!(refused(&answer), (403, "not_in_tier".to_owned()), "{tier} {path}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_tells_the_key_of_a_deleted_tenant_from_one_that_never_was() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    limited.change(&tenant, |tenant| tenant.status = TenantStatus::Deleted).await;
    for address in ["127.0.0.1", "198.51.100.1"] {
        let told = async |key: &str| {
            let mut answer = limited.read_from(address, key).await;
            // A socket says how long every answer is.
            for own in ["x-request-id", "content-length", "ratelimit", "x-ratelimit-remaining"] {
                answer.headers_mut().remove(own);
            }
            (answer.status(), answer.headers().clone(), answer.into_body())
        };
        assert_eq!(told(&tenant.key).await, told("gns_0000000000000000_guessed").await, "from {address}");
    }
}

#[tokio::test]
async fn a_tenant_is_open_to_the_addresses_that_it_names() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    let from = async |address: &str| limited.read_from(address, &tenant.key).await;
    assert_eq!(from("198.51.100.1").await.status(), StatusCode::OK);
    let ranges = || ["203.0.113.0/24", "2001:db8::/32"].map(|range| range.parse().unwrap()).to_vec();
    limited.change(&tenant, |tenant| tenant.allowed_ip_ranges = ranges()).await;
    assert_eq!(refused(&from("198.51.100.1").await), (403, "address_not_allowed".to_owned()));
    for address in ["203.0.113.200", "::ffff:203.0.113.200", "2001:db8::1"] {
        assert_eq!(from(address).await.status(), StatusCode::OK, "{address}");
    }
}

#[tokio::test]
async fn a_tenant_is_closed_to_the_addresses_that_it_denies_and_another_is_not() {
    let limited = Limited::open().await;
    let (tenant, other) = (limited.tenant(Tier::Free).await, limited.tenant(Tier::Free).await);
    let ranges = |ranges: &[&str]| ranges.iter().map(|range| range.parse().unwrap()).collect::<Vec<_>>();
    let change = |tenant: &mut Tenant| {
        tenant.allowed_ip_ranges = ranges(&["203.0.113.0/24", "2001:db8::/32"]);
        tenant.denied_ip_ranges = ranges(&["203.0.113.7", "::ffff:203.0.113.128/121", "2001:db8:bad::/48"]);
    };
    limited.change(&tenant, change).await;
    for (address, comes_in) in [
        ("203.0.113.6", true),
        ("203.0.113.7", false),
        ("::ffff:203.0.113.7", false),
        ("203.0.113.129", false),
        ("::ffff:203.0.113.1", true),
        ("2001:db8::1", true),
        ("2001:db8:bad::1", false),
        ("198.51.100.1", false),
    ] {
        let answer = limited.read_from(address, &tenant.key).await;
        let expected = if comes_in { (200, String::new()) } else { (403, "address_not_allowed".to_owned()) };
        assert_eq!(refused(&answer), expected, "{address}");
        assert_eq!(limited.read_from(address, &other.key).await.status(), StatusCode::OK, "{address} at another tenant");
    }
}

#[tokio::test]
async fn an_address_is_the_one_that_the_gateway_saw_whatever_headers_say() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    limited.change(&tenant, |tenant| tenant.denied_ip_ranges = vec!["203.0.113.7".parse().unwrap()]).await;
    let from = async |address: &str, told: &str| {
        let headers = [("x-api-key", tenant.key.as_str()), ("x-forwarded-for", told), ("x-real-ip", told), ("forwarded", told)];
        let address = address.parse().unwrap();
        limited.house.send_from(address, Method::GET, READ, &headers, "").await.status()
    };
    assert_eq!(from("203.0.113.7", "198.51.100.1").await, StatusCode::FORBIDDEN);
    assert_eq!(from("198.51.100.1", "203.0.113.7").await, StatusCode::OK);
}

#[tokio::test]
async fn a_tenant_that_asks_for_a_second_factor_gets_it_from_the_next_request_on() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    limited.change(&tenant, |tenant| tenant.enforce_mfa = true).await;
    assert_eq!(refused(&limited.read(&tenant.key).await), (401, "mfa_required".to_owned()));
}

#[tokio::test]
async fn a_run_tells_what_its_tenant_was_protected_by() {
    let limited = Limited::open().await;
    for (tier, answers, redact) in [(Tier::Free, Action::Flag, false), (Tier::Enterprise, Action::Refuse, true)] {
        let tenant = limited.tenant(tier).await;
        let policy = ContentPolicy { answers, ..ContentPolicy::default() };
        limited.house.operator().content_policies(tenant.tenant).keep(&policy).await.unwrap();
        let run = limited.house.start(&tenant, &json!({ "query": "Who was Zaphod?" })).await;
        limited.house.post(&tenant.key, &format!("/api/v1/orchestration/cancel/{run}"), &Value::Null).await;
        limited.house.ended(&tenant, &run).await;
        let policy: Value = serde_json::from_str(&limited.house.artifact(&tenant, &run, "policy.json").await).unwrap();
        assert_eq!(policy["rate_limits"], json!({ "per_min": tier.rates().calls_per_minute }), "{policy}");
        assert_eq!((&policy["auth"]["mfa_required"], &policy["pii"]["redact"]), (&json!(false), &json!(redact)), "{policy}");
    }
}
