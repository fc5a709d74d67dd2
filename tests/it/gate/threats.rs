//! What those who watch the platform are told of strangers who mean harm.

use genesis_tenancy::Tier;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Limited, header};

const SOMEWHERE: &str = "203.0.113.7";

/// What was told last, but for whose platform it is and when.
fn told(limited: &Limited) -> Value {
    let mut line: Value = serde_json::from_str(limited.house.platform.log().borrow().back().unwrap()).unwrap();
    let told = line.as_object_mut().unwrap();
    told.remove("_aws");
    told.remove("stage");
    line
}

#[tokio::test]
async fn a_flood_is_told_with_its_level_when_its_address_is_blocked_and_again_when_it_goes_on() {
    let limited = Limited::open().await;
    let flood = async |requests: usize| {
        for _ in 1..requests {
            limited.stray_from(SOMEWHERE).await;
        }
        let last = limited.stray_from(SOMEWHERE).await;
        assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
        (header(&last, "retry-after").to_owned(), header(&last, "x-ratelimit-remaining").to_owned(), told(&limited))
    };
    let high = json!({ "threat_level": 3.0, "threats_high": 1.0, "addresses_blocked": 1.0 });
    let critical = json!({ "threat_level": 4.0, "threats_critical": 1.0, "addresses_blocked": 1.0 });
    for (requests, seconds, expected) in [(801, "900", &high), (199, "900", &high), (1, "3600", &critical), (99, "3600", &critical)] {
        assert_eq!(flood(requests).await, (seconds.to_owned(), "0".to_owned(), expected.clone()));
    }
    let tenant = limited.tenant(Tier::Enterprise).await;
    assert_eq!(limited.read_from(SOMEWHERE, &tenant.key).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn who_may_be_a_program_is_told_of_and_who_asks_once_is_not() {
    let limited = Limited::open().await;
    let log = limited.house.platform.log();
    let lines = || log.borrow().len();
    let before = lines();
    limited.stray_from(SOMEWHERE).await;
    assert_eq!(lines(), before);
    let headers = [("user-agent", "curl/8.5.0")];
    limited.house.send_from("203.0.113.8".parse().unwrap(), http::Method::GET, super::READ, &headers, "").await;
    assert_eq!(told(&limited), json!({ "threat_level": 2.0, "threats_medium": 1.0 }));
}
