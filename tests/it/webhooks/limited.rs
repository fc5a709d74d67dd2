//! How often a source is heard that proves itself, and an address that proves nothing.

use genesis_local::Options;
use genesis_tenancy::Tier;
use http::{Method, StatusCode};
use serde_json::json;

use super::{BODY, Hooked, NOW, SECRET, SOURCES, read};
use crate::house::text;

const GITHUBS: &str = "203.0.113.7";

impl Hooked {
    /// Where nobody gets more than is named, and the tenant has the free tier.
    async fn with_limits() -> Self {
        let hooked = Self::among("genesis", Options { rate_factor: 1, ..Options::ephemeral() }).await;
        hooked.hand.set(genesis_core::Timestamp(NOW.0 + 20_000));
        hooked.change(|tenant| tenant.tier = Tier::Free).await;
        hooked
    }

    /// How many of so many events, each another one, are taken in at once.
    async fn taken(&self, path: &str, secret: &str, times: usize) -> usize {
        let mut taken = 0;
        for n in 0..times {
            let answer = self.send_to(path, GITHUBS, Some(secret), &format!(r#"{{"n":{n}}}"#)).await;
            taken += usize::from(answer.status() == StatusCode::OK);
        }
        taken
    }

    fn path(&self, source: &str) -> String {
        format!("/webhooks/{}.{source}", self.tenant.tenant)
    }
}

#[tokio::test]
async fn a_source_is_heard_as_often_as_its_class_has_it_and_told_when_to_come_again() {
    let hooked = Hooked::with_limits().await;
    // 10 at once and 50 a minute, and half as much again while the platform is idle.
    assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 14).await, 14);
    let last = hooked.send_from(GITHUBS, Some(SECRET), r#"{"n":14}"#).await;
    let header = |answer: &http::Response<bytes::Bytes>, name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!((last.status(), header(&last, "ratelimit-policy")), (StatusCode::OK, r#""source";q=15;w=12"#.to_owned()));
    assert_eq!((header(&last, "x-ratelimit-limit"), header(&last, "x-ratelimit-remaining")), ("75".to_owned(), "0".to_owned()));
    let refused = hooked.send_from(GITHUBS, Some(SECRET), r#"{"n":15}"#).await;
    let (status, problem) = read(&refused);
    assert_eq!((status, text(&problem["code"])), (429, "rate_limited"), "{problem}");
    assert_eq!(text(&problem["detail"]), "the limit of the source is reached; try again in 1 s");
    assert_eq!(
        (header(&refused, "content-type"), header(&refused, "retry-after")),
        ("application/problem+json".to_owned(), "1".to_owned())
    );
    assert_eq!(header(&refused, "ratelimit-policy"), r#""source";q=15;w=12"#);
    hooked.pass_seconds(1);
    assert_eq!(hooked.send_from(GITHUBS, Some(SECRET), r#"{"n":15}"#).await.status(), StatusCode::OK, "the same event");
    hooked.events(16).await;
}

#[tokio::test]
async fn whoever_proves_itself_is_heard_more_often_than_its_address_and_is_never_blocked() {
    let hooked = Hooked::with_limits().await;
    for n in 0..60 {
        assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 1).await, 1, "{n}");
        hooked.pass_seconds(1);
    }
    for n in 0..60 {
        assert!(hooked.taken(&hooked.path("hook"), SECRET, 3).await >= 1, "{n}");
        hooked.pass_seconds(1);
    }
}

#[tokio::test]
async fn one_sources_haste_is_no_others_though_they_share_an_address() {
    let hooked = Hooked::with_limits().await;
    let (other, source) = (hooked.house.tenant().await, json!({ "scheme": "genesis", "secret": "another-secret-of-two" }));
    hooked.change(|tenant| tenant.tier = Tier::Starter).await;
    for (key, name) in [(&hooked.tenant.key, "second"), (&other.key, "hook")] {
        let (status, registered) = hooked.house.call(Method::PUT, &format!("{SOURCES}/{name}"), key, &source).await;
        assert_eq!(status, StatusCode::OK, "{registered}");
    }
    // What was there before stays with a lower tier.
    hooked.change(|tenant| tenant.tier = Tier::Free).await;
    assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 40).await, 15);
    assert_eq!(hooked.taken(&hooked.path("second"), "another-secret-of-two", 40).await, 15);
    assert_eq!(hooked.taken(&format!("/webhooks/{}.hook", other.tenant), "another-secret-of-two", 40).await, 40, "of a larger tier");
}

#[tokio::test]
async fn a_tenant_hears_its_sources_less_often_where_it_says_so() {
    let hooked = Hooked::with_limits().await;
    let limits = json!({ "endpoint": "webhooks", "limits": { "requests_per_minute": 60, "burst_size": 3 } });
    let (status, configured) = hooked.house.call(Method::PUT, "/api/v1/rate-limits/config", &hooked.tenant.key, &limits).await;
    assert_eq!((status, &configured["burst_size"]), (StatusCode::OK, &json!(3)), "{configured}");
    assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 10).await, 3);
    hooked.pass_seconds(1);
    assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 10).await, 1);
}

#[tokio::test]
async fn what_proves_nothing_counts_for_its_address_and_keeps_out_nothing_that_is_proven() {
    let hooked = Hooked::with_limits().await;
    let nobodys = "/webhooks/00000000-0000-4000-8000-000000000001.hook";
    let strange = async |n: usize| match n % 4 {
        0 => hooked.send_from(GITHUBS, None, BODY).await,
        1 => hooked.send_from(GITHUBS, Some("a-secret-of-a-stranger"), BODY).await,
        2 => hooked.send_to(nobodys, GITHUBS, None, BODY).await,
        _ => hooked.send_to("/webhooks/nobody", GITHUBS, None, BODY).await,
    };
    for n in 0..30 {
        let answer = strange(n).await;
        assert_eq!(answer.status().as_u16(), if n % 4 == 3 { 404 } else { 401 }, "{n}");
        assert_eq!(answer.headers()["ratelimit-policy"], r#""address";q=30;w=60"#);
    }
    for n in 0..4 {
        let answer = strange(n).await;
        let (status, problem) = read(&answer);
        assert_eq!((status, text(&problem["code"])), (429, "rate_limited"), "{n}");
        assert_eq!(text(&problem["detail"]).split(';').next(), Some("the limit of the address is reached"));
        assert!(answer.headers().contains_key("retry-after"));
    }
    assert_eq!(hooked.taken(&hooked.path("hook"), SECRET, 5).await, 5);
    assert_eq!(hooked.send_from("203.0.113.8", None, BODY).await.status(), StatusCode::UNAUTHORIZED, "another address");
    hooked.pass_minutes(1);
    assert_eq!(strange(0).await.status(), StatusCode::UNAUTHORIZED);
}
