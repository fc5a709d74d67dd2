//! What the front door costs: a read and a start through the gateway, and the same handlers without anything before them.

use std::{collections::BTreeMap, hint::black_box, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use futures::{StreamExt, stream};
use genesis_aws::Cloud;
use genesis_core::{Assurance, CredentialId, Reach, Role, Scope, Timestamp};
use genesis_http::{Handler, Identity};
use genesis_limits::{Asking, Calling, Level, Load, Quota, RouteClass, Terms, Verdict, decide, policies, standings};
use genesis_tenancy::Tier;
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::time::Instant;
use tower::ServiceExt;

use crate::{
    between,
    house::{House, Library},
    measured::Times,
    say,
};

const CONCURRENCY: usize = 32;
const READS: usize = 2_000;
const STARTS: usize = 100;

/// A request as both ways of asking make it.
#[derive(Clone)]
struct Asked {
    function: &'static str,
    method: Method,
    path: &'static str,
    body: Value,
}

pub async fn measure() {
    let house = House::open(Library::OnePassage).await;
    let read = Asked { function: "get-agent-configuration", method: Method::GET, path: "/api/v1/agents/configuration", body: Value::Null };
    let start =
        Asked { function: "start-run", method: Method::POST, path: "/api/v1/orchestration/start", body: json!({ "query": "Who walks?" }) };
    for (asked, times) in [(&read, READS), (&start, STARTS)] {
        let handler = handler(&house, asked.function);
        through(&house, asked).await;
        without(&house, &handler, asked).await;
        count(&house, asked).await;
        let door = time(times, || through(&house, asked)).await;
        let alone = time(times, || without(&house, &handler, asked)).await;
        say(&format!(
            "{} at concurrency {CONCURRENCY}\n  with the front door     {door}\n  its handler alone       {alone}",
            asked.function
        ));
    }
    decisions();
    house.platform.shutdown().await;
}

async fn count(house: &Arc<House>, asked: &Asked) {
    let calls = || house.platform.embedded().calls();
    let of_function = |calls: &BTreeMap<genesis_embedded_cloud::Call, u64>| {
        let of = |caller: &str| caller == asked.function || caller == "authorize-caller";
        calls.iter().filter(|(call, _)| of(&call.caller)).map(|(call, count)| (call.clone(), *count)).collect()
    };
    let before = of_function(&calls());
    through(house, asked).await;
    say(&format!("{}, once\n{}", asked.function, between(&before, &of_function(&calls()))));
}

async fn through(house: &Arc<House>, asked: &Asked) {
    let (status, answer) = house.platform.call(asked.method.clone(), asked.path, &house.tenant.key, &asked.body).await;
    assert!(status.is_success(), "{answer}");
}

fn handler(house: &Arc<House>, name: &str) -> Router {
    let function = genesis_local::functions().into_iter().find(|function| function.declaration.name == name).expect("declared");
    let Handler::Http(endpoint) = function.handler else { panic!("{name} has no route") };
    let cloud: Cloud = house.platform.operator().clone();
    endpoint.router.with_state(cloud)
}

/// The handler with who calls put before it, by nobody's leave.
async fn without(house: &Arc<House>, handler: &Router, asked: &Asked) {
    let body = if asked.body.is_null() { Body::empty() } else { Body::from(asked.body.to_string()) };
    let request = Request::builder().method(asked.method.clone()).uri(asked.path).header("content-type", "application/json");
    let identity = Identity::Known {
        tenant: house.tenant.tenant,
        user: house.tenant.owner,
        role: Role::Owner,
        credential: credential(),
        assurance: Assurance::TwoFactors,
        reach: Reach::Whole,
        scopes: Scope::OF_TENANTS.to_vec(),
    };
    let request = request.extension(identity).body(body).expect("a path of ours");
    let answer = handler.clone().oneshot(request).await.expect("a router answers");
    assert!(answer.status().is_success(), "{}", answer.status());
}

async fn time<F: Future<Output = ()>>(times: usize, ask: impl Fn() -> F) -> Times {
    let from = Instant::now();
    let timed = async || {
        let from = Instant::now();
        ask().await;
        from.elapsed()
    };
    let each: Vec<Duration> = stream::iter(0..times).map(|_| timed()).buffer_unordered(CONCURRENCY).collect().await;
    Times::of(each, from.elapsed())
}

/// What the gate thinks, without what it asks: meters, the verdict on them, and what the answer says of them.
fn decisions() {
    let (credential, times) = (credential(), 100_000);
    let user = "5d3f9c1a-7b2e-4e6d-8a90-1c2b3d4e5f60".parse().expect("an id");
    let terms = Terms { tier: Tier::Enterprise, own: BTreeMap::new(), load: Load::default(), factor: 1 };
    let level = Level::of(1_000);
    let from = Instant::now();
    for n in 0..times {
        let now = Timestamp(1_700_000_000_000 + n);
        let calling =
            Calling { user: Some((user, Role::Owner)), credential: &credential, function: "start-run", class: RouteClass::Orchestration };
        let meters = Asking::Caller(calling).meters(&terms);
        let verdict: Verdict = decide(&meters, |_| Some(&level), now);
        let quotas: Vec<Quota> = meters
            .iter()
            .map(|meter| Quota { name: meter.policy, limit: meter.limit, reading: meter.limit.reading(Some(&level), now) })
            .collect();
        black_box((verdict, policies(&quotas), standings(&quotas)));
    }
    let each = from.elapsed() / u32::try_from(times).expect("a hundred thousand");
    say(&format!("the gate's own thinking, a request: {:.1} us", each.as_secs_f64() * 1e6));
}

fn credential() -> CredentialId {
    "key:0123456789abcdef".parse().expect("an id")
}
