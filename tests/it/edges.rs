//! What every answer has around it, and whose pages may ask.

use std::time::Duration;

use bytes::Bytes;
use genesis_core::Timestamp;
use genesis_http::ClientAddress;
use genesis_local::Options;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, START, Site, hand_clock};

const STATISTICS: &str = "/api/v1/orchestration/stats";
const PAGE: &str = "https://app.example.com";

async fn house() -> House {
    let origins = vec![PAGE.parse().unwrap()];
    House::of(Options { origins, ..Options::ephemeral() }).await
}

fn of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn problem(answer: &Response<Bytes>) -> Value {
    serde_json::from_slice(answer.body()).unwrap()
}

#[tokio::test]
async fn every_answer_protects_its_reader_and_says_what_it_is_known_by() {
    let house = house().await;
    let tenant = house.tenant().await;
    let key = ("x-api-key", tenant.key.as_str());
    let json = ("content-type", "application/json");
    let huge = format!(r#"{{"query":"{}"}}"#, "x".repeat(70_000));
    for (method, path, headers, body, status) in [
        (Method::GET, STATISTICS, &[key][..], "", StatusCode::OK),
        (Method::GET, "/health/live", &[], "", StatusCode::OK),
        (Method::GET, STATISTICS, &[], "", StatusCode::UNAUTHORIZED),
        (Method::GET, "/nowhere", &[key], "", StatusCode::NOT_FOUND),
        (Method::DELETE, STATISTICS, &[key], "", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, START, &[key], "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (Method::POST, START, &[key, json], huge.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        (Method::OPTIONS, START, &[("origin", PAGE), ("access-control-request-method", "POST")], "", StatusCode::NO_CONTENT),
    ] {
        let answer = house.send(method, path, headers, body.to_owned()).await;
        assert_eq!(answer.status(), status, "{path}");
        for (name, value) in [
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(of(answer.headers(), name), value, "{name} of {status}");
        }
        assert_eq!(answer.headers().get_all("x-request-id").iter().count(), 1, "{status}");
        assert_ne!(of(answer.headers(), "x-request-id"), "", "{status}");
    }
}

#[tokio::test]
async fn a_request_is_known_by_its_callers_name_for_it() {
    let house = house().await;
    let known_by = async |name: &str| {
        let answer = house.send(Method::GET, "/health/live", &[("x-request-id", name)], "").await;
        of(answer.headers(), "x-request-id").to_owned()
    };
    assert_eq!(known_by("order-7.1").await, "order-7.1");
    for odd in ["", "two words", "<script>", &"x".repeat(200)] {
        let given = known_by(odd).await;
        assert!(given != odd && given.len() == 36, "{given}");
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_may_ask_and_no_others() {
    let house = house().await;
    let tenant = house.tenant().await;
    for (origin, is_allowed) in
        [(PAGE, true), ("https://evil.example.com", false), ("https://app.example.com.evil.com", false), ("null", false)]
    {
        let asked = [("origin", origin), ("access-control-request-method", "POST"), ("access-control-request-headers", "x-api-key")];
        let preflight = house.send(Method::OPTIONS, START, &asked, "").await;
        assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
        let answer = house.send(Method::GET, STATISTICS, &[("origin", origin), ("x-api-key", &tenant.key)], "").await;
        for headers in [preflight.headers(), answer.headers()] {
            let allowed: Vec<_> = headers.get_all("access-control-allow-origin").iter().collect();
            assert_eq!(allowed, if is_allowed { vec![origin] } else { vec![] }, "a browser takes no more than one");
            assert_eq!(of(headers, "vary"), "origin");
            assert!(!headers.contains_key("access-control-allow-credentials"), "keys are no credentials that a browser adds by itself");
        }
        let told = |name| of(preflight.headers(), name);
        let expected = if is_allowed { ("GET, POST, PUT, DELETE, PATCH, OPTIONS", "3600") } else { ("", "") };
        assert_eq!((told("access-control-allow-methods"), told("access-control-max-age")), expected);
        assert_eq!(told("access-control-allow-headers").contains("x-api-key"), is_allowed);
    }
}

#[tokio::test]
async fn a_page_may_read_all_that_an_answer_tells() {
    let house = house().await;
    let tenant = house.tenant().await;
    let asked = [("origin", PAGE), ("x-api-key", tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "once")];
    let keep = async || house.send(Method::POST, "/api/v1/memory/store", &asked, r#"{"key":"k","value":1}"#).await;
    let answers = [
        keep().await,
        keep().await,
        house.send(Method::GET, "/api/v1/rate-limits/export?format=csv", &asked[..2], "").await,
        house.send(Method::GET, STATISTICS, &asked[..1], "").await,
        house.send(Method::DELETE, STATISTICS, &asked[..2], "").await,
    ];
    for answer in &answers {
        let exposed: Vec<_> = of(answer.headers(), "access-control-expose-headers").split(", ").collect();
        let names = answer.headers().keys().map(http::HeaderName::as_str);
        let hidden: Vec<_> = names.filter(|name| !exposed.contains(name) && !is_browsers(name)).collect();
        assert_eq!(hidden, <[&str; 0]>::default(), "{}", answer.status());
        assert!(exposed.contains(&"x-quota-warning"));
    }
    let told = |at: usize, name| answers[at].headers().contains_key(name);
    assert!(told(0, "x-quota-storage-limit-gb") && told(1, "idempotency-replayed") && told(2, "content-disposition"));
}

/// What browsers show every page, or keep to themselves.
fn is_browsers(name: &str) -> bool {
    let protects = ["strict-transport-security", "x-content-type-options", "content-security-policy", "x-frame-options", "referrer-policy"];
    ["cache-control", "content-length", "content-type", "vary"].contains(&name)
        || protects.contains(&name)
        || name.starts_with("access-control-")
}

#[tokio::test]
async fn without_allowed_origins_no_page_may_ask() {
    let house = House::of(Options::ephemeral()).await;
    let asked = [("origin", PAGE), ("access-control-request-method", "POST")];
    let answer = house.send(Method::OPTIONS, START, &asked, "").await;
    assert_eq!((answer.status(), &problem(&answer)["code"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed")));
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
}

/// A request from somewhere on the internet.
async fn from(house: &House, address: &str, key: &str) -> Response<Bytes> {
    let Site::Here(platform) = &house.platform else { panic!("an address cannot be chosen from afar") };
    let request = Request::builder().uri(STATISTICS).header("x-api-key", key);
    let request = request.extension(ClientAddress(address.parse().unwrap())).body(Bytes::new()).unwrap();
    platform.answer(request).await
}

#[tokio::test]
async fn who_guesses_keys_is_kept_out_and_who_has_one_is_not() {
    let (hand, clock) = hand_clock();
    hand.set(Timestamp(1_700_000_000_000));
    let house = House::of(Options { clock, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    let guess = async || from(&house, "203.0.113.9", "gns_0000000000000000_guessed").await;
    for _ in 0..11 {
        assert_eq!(guess().await.status(), StatusCode::UNAUTHORIZED);
    }
    let blocked = guess().await;
    assert_eq!((blocked.status(), &problem(&blocked)["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("address_blocked")));
    let told = ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit"].map(|name| of(blocked.headers(), name));
    assert_eq!(told, ["900", "0", "900", ""], "no limit has kept it out");
    assert_eq!(from(&house, "203.0.113.9", &tenant.key).await.status(), StatusCode::OK, "a neighbour behind the same address");
    assert_eq!(from(&house, "203.0.113.10", "gns_0000000000000000_guessed").await.status(), StatusCode::UNAUTHORIZED);
    hand.pass(Duration::from_secs(900));
    assert_eq!(guess().await.status(), StatusCode::UNAUTHORIZED, "the block is over");
}
