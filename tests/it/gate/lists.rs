//! From where the platform takes requests, whoever sends them: what an operator says, within a minute.

use genesis_tenancy::Tier;
use genesis_threats::DoorLists;
use http::{Method, StatusCode};
use serde_json::Value;

use super::Limited;

/// What whoever comes from there is told: without a key and with one, of what is locked, of what is open to all, and of whether the platform runs.
async fn told(limited: &Limited, address: &str, key: &str) -> [u16; 4] {
    let post = async || {
        let headers = [("content-type", "application/json")];
        let path = "/api/v1/invitations/accept";
        limited.house.send_from(address.parse().unwrap(), Method::POST, path, &headers, r#"{"token": "none"}"#).await.status()
    };
    let health = limited.house.send_from(address.parse().unwrap(), Method::GET, "/health/live", &[], "").await.status();
    let (stranger, known) = (limited.stray_from(address).await.status(), limited.read_from(address, key).await.status());
    [stranger, known, post().await, health].map(|status| status.as_u16())
}

async fn keep(limited: &Limited, allowed: &str, denied: &str) {
    let lists = DoorLists { allowed: allowed.parse().unwrap(), denied: denied.parse().unwrap() };
    limited.house.operator().address_lists().keep(Some(&lists), None).await.unwrap();
}

const OPEN: [u16; 4] = [401, 200, 404, 200];
const SHUT: [u16; 4] = [403, 403, 403, 200];

#[tokio::test]
async fn nobody_comes_in_from_where_the_platform_takes_nothing() {
    let limited = Limited::open().await;
    let (tenant, other) = (limited.tenant(Tier::Enterprise).await, limited.tenant(Tier::Enterprise).await);
    keep(&limited, "", "203.0.113.7 ; lost\n::ffff:203.0.113.128/121\n2001:db8:bad::/48 # SBL1").await;
    for (address, expected) in [
        ("203.0.113.7", SHUT),
        ("::ffff:203.0.113.7", SHUT),
        ("203.0.113.200", SHUT),
        ("2001:db8:bad::1", SHUT),
        ("203.0.113.8", OPEN),
        ("2001:db8::1", OPEN),
    ] {
        assert_eq!(told(&limited, address, &tenant.key).await, expected, "{address}");
        assert_eq!(limited.read_from(address, &other.key).await.status().as_u16(), expected[1], "{address} at another tenant");
    }
}

#[tokio::test]
async fn whoever_is_kept_out_is_not_told_by_whose_list() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Free).await;
    limited.change(&tenant, |tenant| tenant.denied_ip_ranges = vec!["203.0.113.7".parse().unwrap()]).await;
    keep(&limited, "", "203.0.113.8 ; SBL1").await;
    let of = async |address: &str| serde_json::from_slice::<Value>(limited.read_from(address, &tenant.key).await.body()).unwrap();
    let (tenants, platforms) = (of("203.0.113.7").await, of("203.0.113.8").await);
    assert_eq!((&tenants, tenants["code"].as_str()), (&platforms, Some("address_not_allowed")));
}

#[tokio::test]
async fn where_the_platform_allows_some_nobody_else_comes_in_and_denied_goes_first() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    keep(&limited, "203.0.113.0/24", "203.0.113.7").await;
    for (address, expected) in [("203.0.113.8", OPEN), ("::ffff:203.0.113.9", OPEN), ("203.0.113.7", SHUT), ("198.51.100.1", SHUT)] {
        assert_eq!(told(&limited, address, &tenant.key).await, expected, "{address}");
    }
}

#[tokio::test]
async fn a_change_reaches_everything_that_runs_within_a_minute_and_costs_a_call_a_minute() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let read = async || limited.read_from("203.0.113.7", &tenant.key).await.status();
    let looked = || {
        let calls = limited.house.platform.embedded().calls();
        let looks = calls.iter().filter(|(call, _)| call.caller == "get-run-statistics" && call.operation == "GetItem");
        looks.map(|(_, count)| count).sum::<u64>()
    };
    assert_eq!(read().await, StatusCode::OK);
    let before = looked();
    keep(&limited, "", "203.0.113.0/24").await;
    for _ in 0..5 {
        limited.pass(11);
        assert_eq!(read().await, StatusCode::OK, "what was read is believed for a minute");
    }
    // The endpoint's own read alone.
    assert_eq!(looked() - before, 5);
    limited.pass(5);
    assert_eq!(read().await, StatusCode::FORBIDDEN);
    assert_eq!(looked() - before, 6);
    keep(&limited, "", "").await;
    limited.pass(60);
    assert_eq!(read().await, StatusCode::OK);
}
