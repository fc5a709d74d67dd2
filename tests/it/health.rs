//! What anybody may ask of the platform as a whole.

use std::sync::atomic::{AtomicI64, Ordering};

use genesis_core::{Clock, Ids, RunId, Timestamp};
use genesis_local::{Demo, manifest};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{Hand, House, OLYMPICS, hand_clock, items, library, text};

const RUNS: [&str; 4] = [
    "11111111-1111-4111-8111-111111111111",
    "22222222-2222-4222-8222-222222222222",
    "33333333-3333-4333-8333-333333333333",
    "44444444-4444-4444-8444-444444444444",
];

async fn standing_still() -> (House, Hand) {
    let (hand, clock) = hand_clock();
    (House::with(clock, Ids::random()).await, hand)
}

impl House {
    async fn metrics(&self) -> Value {
        self.probe("/health/metrics").await.1
    }

    async fn probe(&self, path: &str) -> (StatusCode, Value) {
        let answer = self.send(Method::GET, path, &[], "").await;
        (answer.status(), serde_json::from_slice(answer.body()).unwrap())
    }

    /// The scheduled round.
    async fn sum_up(&self) {
        assert_eq!(self.platform.invoke("sum-up-platform", json!({})).await.unwrap().unwrap(), Value::Null);
    }

    /// The newest line for CloudWatch.
    fn told(&self) -> Value {
        serde_json::from_str(self.platform.log().borrow().back().unwrap()).unwrap()
    }

    async fn complete(&self, tenant: &Demo, run: &str, outcome: Value) {
        let (status, completed) = self.post(&tenant.key, &format!("/api/v1/orchestration/complete/{run}"), &outcome).await;
        assert_eq!(status, StatusCode::OK, "{completed}");
    }
}

#[tokio::test]
async fn until_the_first_round_every_figure_is_null() {
    let (house, _) = standing_still().await;
    let tenant = house.tenant().await;
    house.pending_run(&tenant, RUNS[0], "Who?").await;
    let nothing = json!({
        "orchestrator": {
            "total_runs": null, "successful_runs": null, "failed_runs": null, "terminated_runs": null, "success_rate": null,
            "average_latency_ms": null, "total_tokens_used": null,
        },
        "router": {
            "algorithm": "RCR", "total_router_runs": null, "efficiency_gain": null, "avg_token_savings": null,
            "avg_selection_time_ms": null,
        },
        "stability": { "current_score": null, "sample_size": null },
        "as_of": null,
        "timestamp": "1970-01-01T00:00:00.000Z",
    });
    assert_eq!(house.metrics().await, nothing);
}

/// The whole answer is compared: it has no room for anything of one tenant.
#[tokio::test]
async fn the_metrics_are_the_sums_of_all_tenants_and_nothing_of_one() {
    let (house, hand) = standing_still().await;
    let (one, other) = (house.tenant().await, house.tenant().await);
    for (tenant, run) in [(&one, RUNS[0]), (&one, RUNS[3]), (&other, RUNS[1]), (&other, RUNS[2])] {
        house.pending_run(tenant, run, "Who?").await;
    }
    hand.set(Timestamp(1_000));
    house.complete(&one, RUNS[0], json!({ "success": true, "stability_score": 0.9 })).await;
    hand.set(Timestamp(4_000));
    house.complete(&other, RUNS[1], json!({ "success": true, "stability_score": 0.8 })).await;
    house.complete(&other, RUNS[2], json!({ "success": false })).await;
    house.sum_up().await;
    let sums = json!({
        "orchestrator": {
            "total_runs": 4, "successful_runs": 2, "failed_runs": 1, "terminated_runs": 0, "success_rate": 200.0 / 3.0,
            "average_latency_ms": 3_000.0, "total_tokens_used": 0,
        },
        "router": {
            "algorithm": "RCR", "total_router_runs": 0, "efficiency_gain": null, "avg_token_savings": null,
            "avg_selection_time_ms": null,
        },
        "stability": { "current_score": 0.85, "sample_size": 2 },
        "as_of": "1970-01-01T00:00:04.000Z",
        "timestamp": "1970-01-01T00:00:04.000Z",
    });
    assert_eq!(house.metrics().await, sums);
}

#[tokio::test]
async fn the_metrics_are_those_of_the_latest_round_and_say_of_when() {
    let (house, hand) = standing_still().await;
    let tenant = house.tenant().await;
    let mut seen = Vec::new();
    let rounds = [(60_000, true), (90_000, false), (120_000, true), (100_000, true)];
    for (run, (now, due)) in RUNS.into_iter().zip(rounds) {
        hand.set(Timestamp(now));
        house.pending_run(&tenant, run, "Who?").await;
        if due {
            house.sum_up().await;
        }
        let metrics = house.metrics().await;
        seen.push((metrics["orchestrator"]["total_runs"].as_u64(), text(&metrics["as_of"])[14..19].to_owned()));
    }
    let of = |runs, moment: &str| (Some(runs), moment.to_owned());
    assert_eq!(seen, [of(1, "01:00"), of(1, "01:00"), of(3, "02:00"), of(3, "02:00")]);
}

#[tokio::test]
async fn what_routing_saved_and_took_is_that_of_the_turns() {
    let moments = AtomicI64::new(0);
    let clock = Clock::new(move || Timestamp(moments.fetch_add(1, Ordering::SeqCst)));
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
    let run: RunId = text(&ended["run_id"]).parse().unwrap();
    let state = house.operator().runs(tenant.tenant).state(run).await.unwrap().unwrap();
    let routed = || state.executions.iter().map(|turn| turn.routed.as_ref().expect("every turn is routed"));
    let turns = routed().count() as f64;
    let full: f64 = routed().map(|routed| f64::from(routed.full_tokens)).sum();
    let read: f64 = routed().map(|routed| f64::from(routed.selected_tokens)).sum();
    let took = state.executions.iter().map(|turn| turn.selection_ms).sum::<u64>() as f64;
    assert!(took >= turns && read < full, "{took} ms for {turns} turns, {read} of {full} tokens");
    house.sum_up().await;
    let router = json!({
        "algorithm": "RCR", "total_router_runs": turns as u64, "efficiency_gain": (full - read) / full,
        "avg_token_savings": (full - read) / full * 100.0, "avg_selection_time_ms": took / turns,
    });
    assert_eq!(house.metrics().await["router"], router);
}

#[tokio::test]
async fn a_platform_whose_workflow_engine_has_stopped_is_not_ready() {
    let (house, _) = standing_still().await;
    let (status, ready) = house.probe("/health/ready").await;
    assert_eq!((status, &ready["status"], &ready["total_token_budget"]), (StatusCode::OK, &json!("ready"), &json!(6912)));
    assert_eq!(ready["checks"], json!({ "database": true, "workflow_engine": true }));
    house.platform.shutdown().await;
    let (status, ready) = house.probe("/health/ready").await;
    assert_eq!((status, &ready["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("not_ready")));
    assert_eq!(ready["checks"], json!({ "database": true, "workflow_engine": false }));
}

#[tokio::test]
async fn a_round_tells_cloudwatch_what_the_endpoint_says() {
    let (house, hand) = standing_still().await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
    house.pending_run(&tenant, RUNS[0], "Who?").await;
    house.complete(&tenant, RUNS[0], json!({ "success": true, "stability_score": 0.9 })).await;
    hand.set(Timestamp(60_000));
    house.sum_up().await;
    let (line, shown) = (house.told(), house.metrics().await);
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!((&line["_aws"]["Timestamp"], &directive["Namespace"]), (&json!(60_000), &json!("Genesis")));
    assert_eq!((&directive["Dimensions"], &line["stage"]), (&json!([["stage"]]), &json!("local")));
    let manifest: Value = serde_json::from_str(&manifest()).unwrap();
    // The others are told when they happen.
    let each_round = || items(&manifest["metrics"]).iter().filter(|metric| metric["kind"] != "event");
    for metric in each_round() {
        let told = json!({ "Name": metric["name"], "Unit": metric["unit"] });
        assert!(items(&directive["Metrics"]).contains(&told), "{metric} is promised and not told");
        assert_eq!(metric["dimensions"], directive["Dimensions"][0]);
    }
    assert_eq!(items(&directive["Metrics"]).len(), each_round().count());
    let Value::Object(groups) = shown else { panic!("no object") };
    let figures = groups.values().filter_map(Value::as_object).flatten().filter_map(|(name, value)| Some((name, value.as_f64()?)));
    for (name, value) in figures {
        let told_as = match name.as_str() {
            "current_score" => "stability_score",
            "sample_size" => "rated_runs",
            "efficiency_gain" => continue,
            name => name,
        };
        assert_eq!(line[told_as].as_f64(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn what_nobody_measured_yet_is_not_told() {
    let (house, _) = standing_still().await;
    house.sum_up().await;
    let line = house.told();
    assert_eq!((line["total_runs"].as_f64(), line["success_rate"].as_f64()), (Some(0.0), None));
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert!(items(&directive["Metrics"]).iter().all(|metric| line[text(&metric["Name"])].is_number()), "{line}");
}

#[tokio::test]
async fn a_round_that_was_overtaken_tells_nothing() {
    let (house, hand) = standing_still().await;
    hand.set(Timestamp(120_000));
    house.sum_up().await;
    hand.set(Timestamp(60_000));
    house.sum_up().await;
    assert_eq!(house.told()["_aws"]["Timestamp"], 120_000);
}
