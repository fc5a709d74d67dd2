//! What calls itself a program and shows no credentials has a tenth of what an address may have, of one instance.

use genesis_tenancy::Tier;
use http::{Method, StatusCode};

use super::{Limited, READ, header};

const CURL: (&str, &str) = ("user-agent", "curl/8.5.0");
const BROWSER: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
const SOMEWHERE: &str = "203.0.113.7";

/// How many of so many requests are heard.
async fn heard(limited: &Limited, address: &str, headers: &[(&str, &str)], times: usize) -> usize {
    let mut heard = 0;
    for _ in 0..times {
        let answer = limited.house.send_from(address.parse().unwrap(), Method::GET, READ, headers, "").await;
        heard += usize::from(answer.status() != StatusCode::TOO_MANY_REQUESTS);
    }
    heard
}

#[tokio::test]
async fn a_strangers_program_is_heard_a_tenth_as_often_as_a_stranger() {
    let limited = Limited::open().await;
    assert_eq!(heard(&limited, SOMEWHERE, &[CURL], 15).await, 10);
    assert_eq!(heard(&limited, "::ffff:203.0.113.7", &[CURL], 1).await, 0, "the same address in another form");
    let refused = limited.house.send_from(SOMEWHERE.parse().unwrap(), Method::GET, READ, &[CURL], "").await;
    assert_eq!((refused.status(), header(&refused, "retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!((header(&refused, "ratelimit-policy"), header(&refused, "ratelimit")), (r#""program";q=10;w=60"#, r#""program";r=0;t=60"#));
    assert_eq!((header(&refused, "x-ratelimit-limit"), header(&refused, "x-ratelimit-remaining")), ("10", "0"));
    assert_eq!(heard(&limited, SOMEWHERE, &[BROWSER], 30).await, 30, "who shares its address is heard");
    assert_eq!(heard(&limited, "203.0.113.8", &[BROWSER], 101).await, 100);
    assert_eq!(heard(&limited, "203.0.113.9", &[BROWSER], 30).await, 30);
    assert_eq!(heard(&limited, "203.0.113.9", &[CURL], 15).await, 10, "what others at its address asked is not its own");
    limited.pass(60);
    assert_eq!(heard(&limited, SOMEWHERE, &[CURL], 15).await, 10);
}

#[tokio::test]
async fn whoever_has_a_key_may_call_with_any_program() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    for agent in ["curl/8.5.0", "python-requests/2.32", "Examplebot/1.0", ""] {
        assert_eq!(heard(&limited, SOMEWHERE, &[("user-agent", agent), ("x-api-key", &tenant.key)], 30).await, 30, "{agent}");
    }
}

#[tokio::test]
async fn what_sends_events_is_a_program_and_is_heard() {
    let limited = Limited::open().await;
    // Three were a tenth.
    for _ in 0..8 {
        let headers = [("user-agent", "Examplebot/1.0"), ("content-type", "application/json")];
        let path = "/webhooks/00000000-0000-4000-8000-000000000001.hook";
        let answer = limited.house.send_from(SOMEWHERE.parse().unwrap(), Method::POST, path, &headers, "{}").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{answer:?}");
    }
}
