//! Pages in browsers, and what they may ask.

use cucumber::{given, then, when};
use genesis_local::{Demo, Options};
use http::{HeaderMap, Method, StatusCode};

use crate::{
    house::{House, START},
    world::World,
};

const STATISTICS: &str = "/api/v1/orchestration/stats";

/// A platform that allows one origin, and what pages were answered.
pub struct Pages {
    house: House,
    tenant: Demo,
    allowed: String,
    preflight: HeaderMap,
    answered: HeaderMap,
}

fn pages(world: &World) -> &Pages {
    world.pages.as_ref().expect("a platform allows an origin")
}

fn of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[given(expr = "a platform that allows pages of {string}")]
async fn allows(world: &mut World, allowed: String) {
    let house = House::of(Options { origins: vec![allowed.parse().unwrap()], ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    world.pages = Some(Pages { house, tenant, allowed, preflight: HeaderMap::new(), answered: HeaderMap::new() });
}

#[when(expr = "a page of {string} asks whether it may post, and then asks")]
async fn asks(world: &mut World, origin: String) {
    let pages = world.pages.as_mut().expect("a platform allows an origin");
    let asked = [("origin", origin.as_str()), ("access-control-request-method", "POST"), ("access-control-request-headers", "x-api-key")];
    let preflight = pages.house.send(Method::OPTIONS, START, &asked, "").await;
    assert_eq!((preflight.status(), preflight.body().len()), (StatusCode::NO_CONTENT, 0));
    let sent = [("origin", origin.as_str()), ("x-api-key", pages.tenant.key.as_str())];
    let answered = pages.house.send(Method::GET, STATISTICS, &sent, "").await;
    (pages.preflight, pages.answered) = (preflight.headers().clone(), answered.headers().clone());
}

#[then(expr = "its browser is told {string} for {int} seconds and lets it read the answer")]
fn let_in(world: &mut World, methods: String, seconds: u32) {
    let pages = pages(world);
    assert_eq!(of(&pages.preflight, "access-control-allow-methods"), methods);
    assert_eq!(of(&pages.preflight, "access-control-max-age"), seconds.to_string());
    for headers in [&pages.preflight, &pages.answered] {
        assert_eq!(of(headers, "access-control-allow-origin"), pages.allowed);
    }
}

#[then("its browser is told nothing and keeps the answer to itself")]
fn kept_out(world: &mut World) {
    let pages = pages(world);
    for headers in [&pages.preflight, &pages.answered] {
        assert!(headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{headers:?}");
    }
}

#[then("no page is told that anybody may ask, or that it may send a visitor's credentials along")]
fn nobody_at_all(world: &mut World) {
    for headers in [&pages(world).preflight, &pages(world).answered] {
        assert_ne!(of(headers, "access-control-allow-origin"), "*");
        assert!(!headers.contains_key("access-control-allow-credentials"));
        assert_eq!(of(headers, "vary"), "origin", "no cache gives one page's answer to another");
    }
}
