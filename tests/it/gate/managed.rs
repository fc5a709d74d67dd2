//! What a tenant sees of its limits and changes in them, and whom it blocks.

use genesis_core::Role;
use genesis_tenancy::Tier;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Limited, header};
use crate::{
    house::items,
    people::{administrator, told},
};

const CONFIG: &str = "/api/v1/rate-limits/config";
const MANAGE: &str = "/api/v1/rate-limits/manage-client";
const STATUS: &str = "/api/v1/rate-limits/client-status";
const DASHBOARD: &str = "/api/v1/rate-limits/dashboard";

/// The public part of a key.
fn id_of(key: &str) -> &str {
    &key[4..20]
}

async fn manage(limited: &Limited, key: &str, client: &str, action: &str) -> (StatusCode, Value) {
    limited.house.post(key, MANAGE, &json!({ "client_id": client, "action": action, "duration": 90, "reason": "lost" })).await
}

#[tokio::test]
async fn a_client_that_its_tenant_blocks_is_kept_out_until_the_block_ends_or_is_taken_back() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let spare = tenant.key_for(limited.house.operator(), &genesis_core::Scope::OF_TENANTS).await.unwrap();
    for (action, status) in [("block", 429), ("unblock", 200), ("block", 429)] {
        let (answered, problem) = manage(&limited, &tenant.key, id_of(&spare), action).await;
        assert_eq!(answered, StatusCode::OK, "{problem}");
        limited.pass(2);
        assert_eq!(limited.read(&spare).await.status().as_u16(), status, "{action}");
    }
    let (_, client) = limited.house.get(&tenant.key, &format!("{STATUS}?client_id={}", id_of(&spare))).await;
    assert_eq!((&client["blocked"], &client["reason"]), (&json!(true), &json!("lost")), "{client}");
    let (_, dashboard) = limited.house.get(&tenant.key, DASHBOARD).await;
    assert_eq!(dashboard["recent_blocks"][0]["client_id"], id_of(&spare), "{dashboard}");
    let blocked = limited.read(&spare).await;
    let told = ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"].map(|name| header(&blocked, name));
    assert_eq!(told, ["88", "0", "88"]);
    limited.pass(88);
    assert_eq!(limited.read(&spare).await.status(), StatusCode::OK);
}

/// What the tenant is told of this client.
async fn status_of(limited: &Limited, key: &str, client: &str) -> Value {
    let (status, told) = limited.house.get(key, &format!("{STATUS}?client_id={client}")).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    told
}

#[tokio::test]
async fn a_client_that_goes_on_and_on_is_a_threat_that_the_dashboard_tells_of() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let member = limited.key_of(&tenant, Role::Member).await;
    let narrow = json!({ "endpoint": "orchestration", "limits": { "requests_per_minute": 1, "burst_size": 1 } });
    assert_eq!(told(limited.house.call(Method::PUT, CONFIG, &tenant.key, &narrow).await), "200");
    limited.pass(2);
    let mut levels = Vec::new();
    while levels.len() < 50 {
        while limited.read(&member).await.status() == StatusCode::OK {}
        let client = status_of(&limited, &tenant.key, id_of(&member)).await;
        assert_eq!(client["violations"], levels.len() + 1);
        let level = client["threat_level"].as_str().unwrap().to_owned();
        let block = match level.as_str() {
            "none" => 1,
            "low" => 60,
            "medium" => 300,
            _ => 900,
        };
        levels.push(level);
        if levels.len() < 50 {
            limited.pass(block);
        }
    }
    let times = |level: &str| levels.iter().filter(|told| *told == level).count();
    assert_eq!(["none", "low", "medium", "high", "critical"].map(times), [4, 5, 10, 30, 1]);
    let threats = async || limited.house.get(&tenant.key, DASHBOARD).await.1;
    let (now, alert) = (threats().await, "a client goes on and on after refusals, and is blocked for an hour");
    let detected = json!({ "status": "critical", "window_seconds": 300, "low": 0, "medium": 0, "high": 0, "critical": 1 });
    assert_eq!(now["threat_detection"], detected);
    assert!(items(&now["alerts"]).contains(&json!({ "kind": "threats", "severity": "critical", "message": alert })), "{now}");
    limited.pass(300);
    assert_eq!(threats().await["threat_detection"]["status"], "normal");
}

#[tokio::test]
async fn of_a_client_is_told_when_it_came_last() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let spare = tenant.key_for(limited.house.operator(), &genesis_core::Scope::OF_TENANTS).await.unwrap();
    let last = async |client: &str| status_of(&limited, &tenant.key, client).await["last_request"].clone();
    assert_eq!(last(id_of(&spare)).await, Value::Null);
    for (seconds, noted) in [(7, 7), (299, 7), (1, 307)] {
        limited.pass(seconds);
        limited.read(&spare).await;
        let at = super::BEGINNING.plus(std::time::Duration::from_secs(noted)).to_string();
        assert_eq!(last(id_of(&spare)).await, at);
    }
    let at = super::BEGINNING.plus(std::time::Duration::from_secs(307)).to_string();
    assert_eq!(last(&tenant.owner.to_string()).await, at, "whichever of its keys it was");
}

#[tokio::test]
async fn nobody_blocks_themselves_or_whom_they_do_not_know() {
    let limited = Limited::open().await;
    let (tenant, other) = (limited.tenant(Tier::Enterprise).await, limited.tenant(Tier::Enterprise).await);
    for client in [id_of(&tenant.key), &tenant.owner.to_string()] {
        let (status, problem) = manage(&limited, &tenant.key, client, "block").await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (422, &json!("client_id")), "{problem}");
    }
    for client in [id_of(&other.key), &other.owner.to_string(), "0000000000000000", "", "me"] {
        assert_eq!(manage(&limited, &tenant.key, client, "block").await.0, StatusCode::NOT_FOUND, "{client}");
        assert_eq!(limited.house.get(&tenant.key, &format!("{STATUS}?client_id={client}")).await.0, StatusCode::NOT_FOUND, "{client}");
    }
}

#[tokio::test]
async fn nobody_blocks_a_user_whom_they_do_not_manage() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let viewer = limited.viewer_who_manages_security(&tenant).await;
    let member = limited.key_of(&tenant, Role::Member).await;
    for client in [id_of(&tenant.key), id_of(&member), &tenant.owner.to_string()] {
        assert_eq!(told(manage(&limited, &viewer, client, "block").await), "403 may_not_manage_user -", "{client}");
    }
    limited.pass(2);
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    assert_eq!(told(manage(&limited, &viewer, id_of(&tenant.key), "reset").await), "200", "what gives is everybody's");
}

#[tokio::test]
async fn what_undoes_a_limit_is_within_reach_whatever_somebody_has_limited() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let viewer = limited.viewer_who_manages_security(&tenant).await;
    for (endpoint, minute, burst) in [("security", 100, 20), ("credentials", 50, 10)] {
        let put = async |minute: u64, burst: u64| {
            let limits = json!({ "requests_per_minute": minute, "burst_size": burst });
            told(limited.house.call(Method::PUT, CONFIG, &viewer, &json!({ "endpoint": endpoint, "limits": limits })).await)
        };
        assert_eq!(put(minute - 1, burst).await, "422 invalid_field limits.requests_per_minute", "{endpoint}");
        assert_eq!(put(minute, burst - 1).await, "422 invalid_field limits.burst_size", "{endpoint}");
        assert_eq!(put(minute, burst).await, "200", "{endpoint}");
    }
    assert_eq!(told(limited.house.call(Method::PUT, CONFIG, &tenant.key, &json!({ "endpoint": "security" })).await), "200");
}

#[tokio::test]
async fn whoever_has_used_up_a_limit_begins_anew_where_its_tenant_says_so() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let member = limited.key_of(&tenant, Role::Member).await;
    // 150 at once on an idle platform, at half the cost.
    for _ in 0..300 {
        limited.read(&member).await;
        limited.hand.pass(std::time::Duration::from_millis(10));
    }
    let left = async || {
        let (_, client) = limited.house.get(&tenant.key, &format!("{STATUS}?client_id={}", id_of(&member))).await;
        client["usage"]["remaining"].as_u64().unwrap()
    };
    assert!(left().await < 60);
    manage(&limited, &tenant.key, id_of(&member), "reset").await;
    assert_eq!(left().await, 150);
}

#[tokio::test]
async fn a_tenant_gives_its_callers_less_of_an_endpoint_and_not_more() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let rates =
        |minute: u64, burst: u64| json!({ "endpoint": "orchestration", "limits": { "requests_per_minute": minute, "burst_size": burst } });
    let put = async |body: &Value| limited.house.call(Method::PUT, CONFIG, &tenant.key, body).await;
    let (status, configured) = put(&rates(60, 3)).await;
    assert_eq!((status, &configured["burst_size"]), (StatusCode::OK, &json!(3)), "{configured}");
    limited.pass(2);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(limited.read(&tenant.key).await.status().as_u16());
    }
    // What the instance saw last is what the first request is decided on.
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 3, "{statuses:?}");
    for (body, field) in [
        (rates(0, 3), "limits.requests_per_minute"),
        (rates(60, 0), "limits.burst_size"),
        (json!({ "endpoint": "start-run" }), "endpoint"),
        (json!({ "tier": "free", "endpoint": "api" }), "tier"),
    ] {
        let (status, problem) = put(&body).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
    }
    let (_, most) = put(&rates(9_999_999, 9_999_999)).await;
    let (status, configured) = put(&json!({ "endpoint": "orchestration" })).await;
    assert_eq!((status, &configured["tier"]), (StatusCode::OK, &json!("enterprise")), "{configured}");
    let (status, given) = put(&json!({ "endpoint": "orchestration" })).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    assert_eq!(most, given, "more than the tier gives is as much as it gives");
    limited.pass(2);
    assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_figures_are_those_of_the_requests() {
    let limited = Limited::open().await;
    let (tenant, starter) = (limited.tenant(Tier::Free).await, limited.tenant(Tier::Enterprise).await);
    for _ in 0..25 {
        limited.read(&tenant.key).await;
    }
    limited.pass(30);
    limited.read(&tenant.key).await;
    let (status, dashboard) = limited.house.get(&tenant.key, DASHBOARD).await;
    assert_eq!(status, StatusCode::OK, "{dashboard}");
    let overview = &dashboard["overview"];
    assert_eq!((&overview["admitted"], &overview["refused"]), (&json!(22), &json!(5)), "{dashboard}");
    assert_eq!((&dashboard["rate_limits"]["tier"], &dashboard["rate_limits"]["requests_per_minute"]), (&json!("free"), &json!(100)));
    assert_eq!(items(&dashboard["violations"]).len(), 1, "{dashboard}");
    let alert = json!({ "kind": "block_rate", "severity": "warning", "message": "more than 10 % of the requests are refused" });
    assert_eq!(items(&dashboard["alerts"]), [alert], "{dashboard}");
    let used = items(&dashboard["tenant_usage"]).iter().map(|usage| (&usage["limit"], &usage["requests"], &usage["used"]));
    let expected =
        [("tenant", 20, 2), ("hour", 1_000, 22), ("day", 10_000, 22)].map(|(limit, of, used)| (json!(limit), json!(of), json!(used)));
    assert!(used.eq(expected.iter().map(|(limit, of, used)| (limit, of, used))), "{dashboard}");
    let (_, export) = limited.house.get(&tenant.key, "/api/v1/rate-limits/export").await;
    assert_eq!(items(&export["hours"]).len(), 1, "{export}");
    let (_, other) = limited.house.get(&starter.key, DASHBOARD).await;
    assert_eq!(other["overview"]["refused"], 0, "{other}");
}

#[tokio::test]
async fn a_breaker_is_the_platforms_to_open_and_to_close() {
    let limited = Limited::open().await;
    let (tenant, administrator) = (limited.tenant(Tier::Enterprise).await, administrator(&limited.house).await);
    let (open, body) = ("/api/v1/circuit-breaker/open", json!({ "model": "openai:gpt-5" }));
    let (status, problem) = limited.house.post(&tenant.key, open, &body).await;
    assert_eq!((status.as_u16(), &problem["code"]), (403, &json!("administrators_only")));
    let (status, problem) = limited.house.post(&administrator, open, &body).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (404, &json!("model")), "the deployment names no model: {problem}");
    let (status, health) = limited.house.get(&administrator, "/api/v1/circuit-breaker/health").await;
    assert_eq!((status.as_u16(), &health["circuit_breakers"]["status"]), (200, &json!("healthy")));
}
