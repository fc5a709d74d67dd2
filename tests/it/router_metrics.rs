//! What routers did, as callers record it and as the platform measured it.

use futures::future::join_all;
use genesis_core::Scope;
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::house::{House, OLYMPICS, text};

const METRICS: &str = "/api/v1/router/metrics";
const EFFICIENCY: &str = "/api/v1/router/efficiency";
const RUN: &str = "11111111-2222-4333-8444-555555555555";

struct Desk {
    house: House,
    tenant: Demo,
}

impl Desk {
    /// With a run that nobody works on.
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        house.pending_run(&tenant, RUN, OLYMPICS).await;
        Self { house, tenant }
    }

    async fn record(&self, new: &Value) -> Value {
        let (status, recorded) = self.house.post(&self.tenant.key, METRICS, new).await;
        assert_eq!((status, &recorded["success"]), (StatusCode::CREATED, &json!(true)), "{recorded}");
        assert!(recorded["metrics_id"].is_string(), "{recorded}");
        recorded
    }

    async fn efficiency(&self) -> Value {
        let (status, efficiency) = self.house.get(&self.tenant.key, EFFICIENCY).await;
        assert_eq!(status, StatusCode::OK, "{efficiency}");
        efficiency
    }

    /// `status field` of refused metrics.
    async fn refused(&self, new: &Value) -> String {
        let (status, problem) = self.house.post(&self.tenant.key, METRICS, new).await;
        format!("{} {}", status.as_u16(), problem["errors"][0]["field"].as_str().unwrap_or("-"))
    }
}

#[tokio::test]
async fn what_is_recorded_is_summed_up_by_algorithm() {
    let desk = Desk::open().await;
    let trends = json!({ "efficiency": null, "quality": null, "needs_adjustment": false, "quality_correlation": null });
    let nothing = json!({
        "avg_savings": null, "avg_time": null, "avg_efficiency": null, "avg_quality": null, "total_runs": 0, "trends": trends,
    });
    assert_eq!(desk.efficiency().await["algorithms"], json!({ "RCR": nothing, "LAG": nothing, "BMAD": nothing }));
    for (algorithm, savings, time) in [("RCR", 40.0, 10), ("RCR", 80.0, 30), ("LAG", 30.0, 5)] {
        let new = json!({ "run_id": RUN, "algorithm": algorithm, "token_savings_percentage": savings, "selection_time_ms": time });
        desk.record(&new).await;
    }
    // Without figures it counts as a run and for no mean; without an algorithm it is the platform's.
    desk.record(&json!({ "run_id": RUN })).await;
    desk.record(&json!({ "run_id": RUN, "algorithm": "LAG", "efficiency_gain": 0.5 })).await;
    let efficiency = desk.efficiency().await;
    let of = |algorithm| {
        let of = &efficiency["algorithms"][algorithm];
        ["avg_savings", "avg_time", "avg_efficiency", "total_runs"].map(|figure| of[figure].as_f64().unwrap())
    };
    assert_eq!((of("RCR"), of("LAG")), ([60.0, 20.0, 0.6, 3.0], [30.0, 5.0, 0.4, 2.0]));
    assert_eq!(efficiency["algorithms"]["BMAD"], nothing);
    assert_eq!(efficiency["overall"], json!({ "avg_token_savings": 50.0, "avg_selection_time": 15.0, "total_runs": 5 }));
    desk.record(&json!({ "run_id": RUN, "algorithm": "BMAD", "token_savings_percentage": -20 })).await;
    let bmad = &desk.efficiency().await["algorithms"]["BMAD"];
    assert_eq!((&bmad["avg_savings"], &bmad["avg_efficiency"]), (&json!(-20.0), &json!(-0.2)), "routing may cost more");
}

#[tokio::test]
async fn the_platforms_own_runs_are_measured_without_anybody_recording_them() {
    let (house, tenant) = House::with_library().await;
    let desk = Desk { house, tenant };
    let nothing = json!({ "token_savings": null, "avg_selection_time": null, "total_runs": 0 });
    assert_eq!(desk.efficiency().await["measured"], json!({ "rcr": nothing, "static": nothing, "full": nothing }));
    let ended = desk.house.ask(&desk.tenant, &json!({ "query": OLYMPICS })).await;
    let metrics = desk.house.artifact(&desk.tenant, text(&ended["run_id"]), "router_metrics.json").await;
    let metrics: Value = serde_json::from_str(&metrics).unwrap();
    // A run under another policy is not the router's.
    desk.house.ask(&desk.tenant, &json!({ "query": OLYMPICS, "policy": "full" })).await;
    let all = desk.efficiency().await["measured"].clone();
    assert_eq!((&all["full"]["token_savings"], &all["full"]["total_runs"], &all["static"]), (&json!(0.0), &json!(1), &nothing), "{all}");
    let measured = &all["rcr"];
    let expected = metrics["token_savings_percentage"].as_f64().unwrap();
    assert!((measured["token_savings"].as_f64().unwrap() - expected).abs() < 1e-6, "{measured} {expected}");
    assert!(measured["avg_selection_time"].is_number() && measured["total_runs"] == 1, "{measured}");
}

#[tokio::test]
async fn a_quality_that_falls_asks_for_an_adjustment_of_that_algorithm() {
    let desk = Desk::open().await;
    for quality in [0.9, 0.5, 0.1] {
        desk.record(&json!({ "run_id": RUN, "algorithm": "LAG", "efficiency_gain": 1.0 - quality, "quality_score": quality })).await;
        desk.record(&json!({ "run_id": RUN, "efficiency_gain": 0.5, "quality_score": 0.5 })).await;
    }
    let algorithms = desk.efficiency().await["algorithms"].clone();
    let needs = |algorithm: &str| algorithms[algorithm]["trends"]["needs_adjustment"].clone();
    assert_eq!((needs("LAG"), needs("RCR"), needs("BMAD")), (json!(true), json!(false), json!(false)), "{algorithms}");
    let trends = &algorithms["LAG"]["trends"];
    assert_eq!((&trends["efficiency"]["direction"], &trends["quality"]["direction"]), (&json!("rising"), &json!("falling")));
    assert!((trends["quality_correlation"].as_f64().unwrap() + 1.0).abs() < 1e-6, "{trends}");
    assert!((algorithms["LAG"]["avg_quality"].as_f64().unwrap() - 0.5).abs() < 1e-6, "{algorithms}");
}

#[tokio::test]
async fn a_trend_is_of_the_last_hundred() {
    let desk = Desk::open().await;
    let [bad, good] = [0.0, 1.0].map(|quality| json!({ "run_id": RUN, "quality_score": quality }));
    join_all((0..40).map(|_| desk.record(&bad))).await;
    for _ in 0..2 {
        join_all((0..50).map(|_| desk.record(&good))).await;
    }
    let rcr = desk.efficiency().await["algorithms"]["RCR"].clone();
    assert_eq!((&rcr["total_runs"], &rcr["trends"]["quality"]["slope"]), (&json!(140), &json!(0.0)), "{rcr}");
}

#[tokio::test]
async fn details_are_kept_in_the_form_they_come_in() {
    let desk = Desk::open().await;
    for (documents, scores) in [
        (json!({ "solver": ["a", "b"] }), json!({ "solver": { "a": 0.9 } })),
        (json!(["a", "b"]), json!({ "a": 0.9 })),
        (json!([]), json!([0.9, 1e-300, -2.5])),
    ] {
        let new = json!({
            "run_id": RUN, "budget_per_role": { "solver": 1024 }, "selected_documents": documents, "importance_scores": scores,
            "total_selected_tokens": 1_024, "metadata": { "": null }, "token_savings_percentage": 1e-300, "efficiency_gain": 1e-300,
        });
        let recorded = desk.record(&new).await;
        let (run, id) = (RUN.parse().unwrap(), text(&recorded["metrics_id"]).parse().unwrap());
        let kept = desk.house.operator().router_metrics(desk.tenant.tenant).find(run, id).await.unwrap().unwrap();
        let read = |text: Option<String>| serde_json::from_str::<Value>(&text.unwrap()).unwrap();
        assert_eq!((read(kept.selected_documents), read(kept.importance_scores)), (documents, scores));
    }
}

#[tokio::test]
async fn metrics_at_the_same_time_are_all_counted_and_the_same_request_once() {
    let desk = Desk::open().await;
    let new = json!({ "run_id": RUN, "token_savings_percentage": 50 });
    join_all((0..6).map(|_| desk.record(&new))).await;
    let headers = [("x-api-key", desk.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "one")];
    let once = desk.house.send(Method::POST, METRICS, &headers, new.to_string()).await;
    let again = desk.house.send(Method::POST, METRICS, &headers, new.to_string()).await;
    assert_eq!((once.status(), once.body()), (StatusCode::CREATED, again.body()));
    assert_eq!(desk.efficiency().await["overall"], json!({ "avg_token_savings": 50.0, "avg_selection_time": null, "total_runs": 7 }));
}

#[tokio::test]
async fn nobody_sees_or_records_what_is_anothers() {
    let desk = Desk::open().await;
    let other = desk.house.tenant().await;
    let new = json!({ "run_id": RUN, "token_savings_percentage": 50 });
    desk.record(&new).await;
    let (status, problem) = desk.house.post(&other.key, METRICS, &new).await;
    assert_eq!((status, text(&problem["errors"][0]["field"])), (StatusCode::NOT_FOUND, "run_id"));
    let (_, efficiency) = desk.house.get(&other.key, EFFICIENCY).await;
    assert_eq!(efficiency["overall"]["total_runs"], 0);
    let key = desk.tenant.key_for(desk.house.operator(), &[Scope::ManageMemory]).await.unwrap();
    for (path, method) in [(METRICS, Method::POST), (EFFICIENCY, Method::GET)] {
        assert_eq!(desk.house.call(method.clone(), path, &key, &new).await.0, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(desk.house.call(method, path, "", &new).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_is_refused_by_its_field() {
    let desk = Desk::open().await;
    for (field, value) in [
        ("algorithm", json!("rcr")),
        ("algorithm", json!("OTHER")),
        ("algorithm", json!(1)),
        ("budget_per_role", json!([])),
        ("budget_per_role.planner", json!(-1)),
        ("budget_per_role.x", json!("y")),
        ("budget_per_role.x", json!(1_000_001)),
        ("budget_per_role", (0..101).map(|n| (n.to_string(), json!(1))).collect::<Map<_, _>>().into()),
        ("selected_documents", json!(vec!["a"; 10_000])),
        ("selected_documents", json!({ "solver": ["a", "a"] })),
        ("selected_documents", json!((0..1_001).map(|n| n.to_string()).collect::<Vec<_>>())),
        ("selected_documents", json!([1])),
        ("selected_documents", json!({ "solver": [""] })),
        ("importance_scores", json!({ "a": "b" })),
        ("importance_scores", json!({ "a": 1e9 })),
        ("importance_scores", json!({ "solver": { "a": null } })),
        ("selected_documents", json!(["x".repeat(70_000)])),
        ("selected_documents", json!("a")),
        ("importance_scores", json!(["x".repeat(70_000)])),
        ("token_savings_percentage", json!(100.5)),
        ("token_savings_percentage", json!(-10_001)),
        ("selection_time_ms", json!(-1)),
        ("selection_time_ms", json!(86_400_001)),
        ("total_selected_tokens", json!(1_000_000_001)),
        ("efficiency_gain", json!(1.5)),
        ("quality_score", json!(1.5)),
        ("quality_score", json!("good")),
        ("efficiency_gain", json!(-101)),
        ("metadata", json!({ "a": "x".repeat(17_000) })),
        ("colour", json!(1)),
    ] {
        let mut new = json!({ "run_id": RUN });
        match field.split_once('.') {
            Some((field, entry)) => new[field] = json!({ entry: value }),
            None => new[field] = value,
        }
        assert_eq!(desk.refused(&new).await, format!("422 {field}"), "{field}");
    }
    assert_eq!(desk.refused(&json!({})).await, "422 run_id");
    for budget in [json!("many"), json!(-1), json!(0.5), json!(null)] {
        assert_eq!(desk.refused(&json!({ "run_id": RUN, "budget_per_role": { "solver": budget } })).await, "422 budget_per_role.solver");
    }
    for unknown in ["22222222-2222-4333-8444-555555555555", "x", ""] {
        assert_eq!(desk.refused(&json!({ "run_id": unknown })).await, "404 run_id", "{unknown}");
    }
    assert_eq!(desk.efficiency().await["overall"]["total_runs"], 0, "nothing refused is counted");
}
