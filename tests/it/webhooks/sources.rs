use genesis_core::Scope;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{BODY, Hooked, SECRET, SOURCES};
use crate::house::{items, text};

#[tokio::test]
async fn a_source_is_shown_without_its_secret() {
    let hooked = Hooked::by("genesis").await;
    let (status, listed) = hooked.house.get(&hooked.tenant.key, SOURCES).await;
    assert_eq!((status, items(&listed["sources"]).len()), (StatusCode::OK, 1), "{listed}");
    let source = &listed["sources"][0];
    assert_eq!((text(&source["source"]), text(&source["scheme"])), ("hook", "genesis"));
    assert_eq!(text(&source["path"]), format!("/webhooks/{}.hook", hooked.tenant.tenant));
    assert!(!listed.to_string().contains(SECRET), "{listed}");
}

#[tokio::test]
async fn a_secret_is_made_where_none_is_given_and_shown_once() {
    let hooked = Hooked::by("genesis").await;
    let new = |name: &str| format!("{SOURCES}/{name}");
    let (_, made) = hooked.house.call(Method::PUT, &new("other"), &hooked.tenant.key, &json!({ "scheme": "github" })).await;
    assert_eq!(text(&made["secret"]).len(), 64, "{made}");
    let (_, kept) = hooked.house.call(Method::PUT, &new("other"), &hooked.tenant.key, &json!({ "scheme": "hmac" })).await;
    assert_eq!((&kept["secret"], text(&kept["scheme"])), (&Value::Null, "hmac"));
}

#[tokio::test]
async fn a_secret_stays_good_for_two_weeks_after_another_took_its_place() {
    let hooked = Hooked::by("genesis").await;
    let (_, registered) = hooked.register(&json!({ "scheme": "genesis", "secret": "another secret of 16".replace(' ', "-") })).await;
    assert!(registered["former_secret_until"].is_string(), "{registered}");
    hooked.pass_minutes(14 * 24 * 60 - 1);
    for secret in [SECRET, "another-secret-of-16"] {
        assert_eq!(hooked.send_signed(secret, BODY).await.0, 200, "{secret}");
    }
    hooked.pass_minutes(1);
    assert_eq!([hooked.send_signed(SECRET, BODY).await.0, hooked.send_signed("another-secret-of-16", BODY).await.0], [401, 200]);
}

#[tokio::test]
async fn a_source_that_is_forgotten_is_nobody() {
    let hooked = Hooked::by("genesis").await;
    let path = format!("{SOURCES}/hook");
    assert_eq!(hooked.house.call(Method::DELETE, &path, &hooked.tenant.key, &Value::Null).await.0, StatusCode::OK);
    assert_eq!(hooked.house.call(Method::DELETE, &path, &hooked.tenant.key, &Value::Null).await.0, StatusCode::NOT_FOUND);
    let (status, problem) = hooked.send_signed(SECRET, BODY).await;
    assert_eq!((status, text(&problem["code"])), (401, "secret_unavailable"));
}

#[tokio::test]
async fn a_source_that_cannot_be_is_refused_by_its_field() {
    let hooked = Hooked::by("genesis").await;
    for (name, source, field) in [
        ("Hook", json!({ "scheme": "github" }), "source"),
        ("hook", json!({ "scheme": "md5" }), "scheme"),
        ("hook", json!({}), "scheme"),
        ("hook", json!({ "scheme": "github", "secret": "short" }), "secret"),
        ("hook", json!({ "scheme": "github", "secret": "a secret with blanks" }), "secret"),
    ] {
        let (status, problem) = hooked.house.call(Method::PUT, &format!("{SOURCES}/{name}"), &hooked.tenant.key, &source).await;
        assert_eq!((status.as_u16(), text(&problem["errors"][0]["field"])), (422, field), "{source}");
    }
    let key = hooked.tenant.key_for(hooked.house.operator(), &[Scope::ManageMemory]).await.unwrap();
    assert_eq!(hooked.house.get(&key, SOURCES).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_tenant_has_fifty_sources_at_most() {
    let hooked = Hooked::by("genesis").await;
    let add = async |n: usize| {
        hooked.house.call(Method::PUT, &format!("{SOURCES}/hook-{n}"), &hooked.tenant.key, &json!({ "scheme": "github" })).await
    };
    for n in 1..50 {
        assert_eq!(add(n).await.0, StatusCode::OK);
    }
    let (status, problem) = add(50).await;
    assert_eq!((status, text(&problem["code"])), (StatusCode::CONFLICT, "too_many_sources"));
}
