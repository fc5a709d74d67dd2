//! Outputs of stability tests: tracked, compared with the first of their test, summed up.

use futures::future::join_all;
use genesis_core::Scope;
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, OLYMPICS, text};

const TRACK: &str = "/api/v1/stability/track";
const METRICS: &str = "/api/v1/stability/metrics";

struct Laboratory {
    house: House,
    tenant: Demo,
}

impl Laboratory {
    async fn open() -> Self {
        let house = House::open().await;
        let tenant = house.tenant().await;
        Self { house, tenant }
    }

    async fn track(&self, new: Value) -> Value {
        let (status, tracked) = self.house.post(&self.tenant.key, TRACK, &new).await;
        assert_eq!((status, &tracked["success"]), (StatusCode::CREATED, &json!(true)), "{tracked}");
        tracked
    }

    async fn output(&self, test: &str, run_number: u32, output: &str) -> Value {
        self.track(json!({ "test_id": test, "run_number": run_number, "input": "Who?", "output": output })).await
    }

    async fn metrics(&self, query: &str) -> Value {
        let (status, metrics) = self.house.get(&self.tenant.key, &format!("{METRICS}{query}")).await;
        assert_eq!((status, &metrics["success"]), (StatusCode::OK, &json!(true)), "{metrics}");
        metrics
    }

    /// `status field` of a refused output.
    async fn refused(&self, new: &Value) -> String {
        let (status, problem) = self.house.post(&self.tenant.key, TRACK, new).await;
        format!("{} {}", status.as_u16(), problem["errors"][0]["field"].as_str().unwrap_or("-"))
    }
}

#[track_caller]
fn assert_near(figure: &Value, expected: f64) {
    assert!((figure.as_f64().unwrap() - expected).abs() < 1e-6, "{figure} is not {expected}");
}

#[tokio::test]
async fn an_output_is_compared_with_the_first_of_its_test() {
    let laboratory = Laboratory::open().await;
    let first = laboratory.output("t", 1, "Paris is the capital").await;
    assert_eq!((&first["is_baseline"], &first["exact_match"], &first["variance_score"]), (&json!(true), &json!(true), &json!(0.0)));
    let same = laboratory.output("t", 2, "Paris is the capital").await;
    assert_eq!((&same["is_baseline"], &same["exact_match"], &same["stability_score"]), (&json!(false), &json!(true), &json!(1.0)));
    assert_eq!(same["meets_target"], true);
    let other = laboratory.output("t", 3, "Lyons is the capital").await;
    assert_eq!((&other["exact_match"], &other["meets_target"]), (&json!(false), &json!(false)));
    assert_near(&other["semantic_similarity"], 3.0 / 5.0);
    assert_near(&other["variance_score"], 2.0 / 5.0);
    assert_near(&other["levenshtein_distance"], 4.0 / 20.0);
    assert_near(&other["stability_score"], 0.7 * 3.0 / 5.0);
    let unlike = laboratory.output("another", 1, "nothing of the kind").await;
    assert_eq!(unlike["is_baseline"], true, "another test has a baseline of its own");
}

#[tokio::test]
async fn the_sums_are_of_what_was_compared_and_nothing_is_capped() {
    let laboratory = Laboratory::open().await;
    let empty = laboratory.metrics("?test_id=t").await;
    assert_eq!((&empty["system"]["sample_size"], &empty["system"]["stability_score"]), (&json!(0), &Value::Null), "{empty}");
    assert_eq!((&empty["test"]["test_id"], &empty["test"]["stability_score"]), (&json!("t"), &Value::Null), "{empty}");
    for run in 1..=5 {
        laboratory.output("t", run, "Paris").await;
    }
    let metrics = laboratory.metrics("").await;
    assert_eq!(metrics["test"], Value::Null);
    for (figure, expected) in
        [("overall", 1.0), ("exact_match_rate", 1.0), ("avg_variance", 0.0), ("stability_score", 1.0), ("target_rate", 1.0)]
    {
        assert_eq!(metrics["system"][figure], json!(expected), "{figure}: {metrics}");
    }
    assert_eq!(metrics["system"]["sample_size"], 5);
    for (run, output) in [(1, "a b c d"), (2, "a b c d"), (3, "a b c e")] {
        laboratory.output("u", run, output).await;
    }
    let metrics = laboratory.metrics("?test_id=u").await;
    // Six outputs were compared: five are exact, one shares three words of five.
    assert_near(&metrics["system"]["exact_match_rate"], 5.0 / 6.0);
    assert_near(&metrics["system"]["overall"], 5.6 / 6.0);
    assert_eq!(metrics["system"]["sample_size"], 8);
    assert_near(&metrics["test"]["stability_score"], 0.3 * 0.5 + 0.7 * 0.8);
    assert_eq!(metrics["test"]["sample_size"], 3);
    assert_eq!(laboratory.metrics("?test_id=nobody").await["test"]["sample_size"], 0);
}

#[tokio::test]
async fn runs_of_one_question_have_equivalent_plans_and_equal_routes() {
    let (house, tenant) = House::with_library().await;
    let laboratory = Laboratory { house, tenant };
    for run_number in 1..=3 {
        let ended = laboratory.house.ask(&laboratory.tenant, &json!({ "query": OLYMPICS, "seed": run_number })).await;
        let new = json!({
            "test_id": "olympics", "run_number": run_number, "input": OLYMPICS, "output": ended["answer"], "run_id": ended["run_id"],
        });
        let tracked = laboratory.track(new).await;
        let expected = if run_number == 1 { Value::Null } else { json!(true) };
        assert_eq!((&tracked["plan_matches_baseline"], &tracked["route_matches_baseline"]), (&expected, &expected), "{tracked}");
    }
    let other = laboratory.house.ask(&laboratory.tenant, &json!({ "query": "How tall is the Burj Khalifa?" })).await;
    let new = json!({ "test_id": "olympics", "run_number": 4, "input": OLYMPICS, "output": other["answer"], "run_id": other["run_id"] });
    let tracked = laboratory.track(new).await;
    assert_eq!((&tracked["plan_matches_baseline"], &tracked["route_matches_baseline"]), (&json!(false), &json!(false)), "{tracked}");
    let system = &laboratory.metrics("").await["system"];
    assert_near(&system["plan_equivalence_rate"], 2.0 / 3.0);
    assert_near(&system["route_consistency_rate"], 2.0 / 3.0);
}

/// Objects are compared whatever the order of their fields; empty, long and odd outputs are like any other.
#[tokio::test]
async fn any_text_or_object_may_be_tracked() {
    let laboratory = Laboratory::open().await;
    let outputs = [json!(""), json!({}), json!({ "a": [1, { "b": [] }] }), json!("\u{0}\u{202e}👩‍👩‍👧"), json!("long ".repeat(4_000))];
    for (n, output) in outputs.iter().enumerate() {
        for run_number in [1, 2] {
            let new = json!({ "test_id": format!("edge {n}"), "run_number": run_number, "input": output, "output": output, "temperature": 1e-300 });
            let tracked = laboratory.track(new).await;
            assert_eq!((&tracked["exact_match"], &tracked["stability_score"]), (&json!(true), &json!(1.0)), "{n}");
        }
    }
    let send = async |body: &'static str| {
        let headers = [("x-api-key", laboratory.tenant.key.as_str()), ("content-type", "application/json")];
        let answer = laboratory.house.send(Method::POST, TRACK, &headers, body).await;
        serde_json::from_slice::<Value>(answer.body()).unwrap()
    };
    send(r#"{"test_id":"order","run_number":1,"input":1,"output":{"a":1,"b":2}}"#).await;
    let turned = send(r#"{"test_id":"order","run_number":2,"input":1,"output":{"b":2, "a":1}}"#).await;
    assert_eq!(turned["exact_match"], true, "{turned}");
}

#[tokio::test]
async fn an_output_belongs_to_its_test_its_number_and_its_run() {
    let (house, tenant) = House::with_library().await;
    let laboratory = Laboratory { house, tenant };
    laboratory.output("t", 1, "Paris").await;
    let of = |run_number, input: &str, output: &str, run: &Value| json!({ "test_id": "t", "run_number": run_number, "input": input, "output": output, "run_id": run });
    assert_eq!(laboratory.refused(&of(2, "Who else?", "Paris", &Value::Null)).await, "409 input");
    assert_eq!(laboratory.refused(&of(1, "Who?", "Lyons", &Value::Null)).await, "409 run_number");
    let waiting = "11111111-2222-4333-8444-555555555555";
    laboratory.house.pending_run(&laboratory.tenant, waiting, "Who?").await;
    assert_eq!(laboratory.refused(&of(2, "Who?", "", &json!(waiting))).await, "409 run_id");
    let ended = laboratory.house.ask(&laboratory.tenant, &json!({ "query": "How tall is the Burj Khalifa?" })).await;
    assert_eq!(laboratory.refused(&of(2, "Who?", "Paris", &ended["run_id"])).await, "422 output");
    assert_eq!(laboratory.metrics("").await["system"]["sample_size"], 1, "nothing refused is counted");
    laboratory.track(of(2, "Who?", text(&ended["answer"]), &ended["run_id"])).await;
}

#[tokio::test]
async fn outputs_at_the_same_time_have_one_baseline_and_are_all_counted() {
    let laboratory = Laboratory::open().await;
    let tracked = join_all((1..=6).map(|run| laboratory.output("t", run, if run == 1 { "other" } else { "Paris" }))).await;
    assert_eq!(tracked.iter().filter(|tracked| tracked["is_baseline"] == true).count(), 1);
    let system = &laboratory.metrics("").await["system"];
    assert_eq!(system["sample_size"], 6);
    let exact = tracked.iter().filter(|tracked| tracked["is_baseline"] == false && tracked["exact_match"] == true).count();
    assert_near(&system["exact_match_rate"], exact as f64 / 5.0);
}

#[tokio::test]
async fn the_same_output_under_the_same_key_is_counted_once() {
    let laboratory = Laboratory::open().await;
    let body = json!({ "test_id": "t", "run_number": 1, "input": "Who?", "output": "Anna" }).to_string();
    let headers = [("x-api-key", laboratory.tenant.key.as_str()), ("content-type", "application/json"), ("idempotency-key", "one")];
    let answers = [
        laboratory.house.send(Method::POST, TRACK, &headers, body.clone()).await,
        laboratory.house.send(Method::POST, TRACK, &headers, body.clone()).await,
    ];
    assert_eq!(answers[0].body(), answers[1].body());
    assert_eq!(laboratory.metrics("").await["system"]["sample_size"], 1);
}

#[tokio::test]
async fn nobody_sees_or_uses_what_is_anothers() {
    let laboratory = Laboratory::open().await;
    let other = laboratory.house.tenant().await;
    laboratory.output("t", 1, "Paris").await;
    let (_, tracked) =
        laboratory.house.post(&other.key, TRACK, &json!({ "test_id": "t", "run_number": 1, "input": 1, "output": "London" })).await;
    assert_eq!(tracked["is_baseline"], true);
    let run = laboratory.house.start(&other, &json!({ "query": "Who?" })).await;
    let new = json!({ "test_id": "t", "run_number": 2, "input": 1, "output": "", "run_id": run });
    assert_eq!(laboratory.refused(&new).await, "404 run_id");
    let operator = laboratory.house.operator();
    let key = laboratory.tenant.key_for(operator, &[Scope::ManageMemory]).await.unwrap();
    for (path, method) in [(TRACK, Method::POST), (METRICS, Method::GET)] {
        assert_eq!(laboratory.house.call(method.clone(), path, &key, &new).await.0, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(laboratory.house.call(method, path, "", &new).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_tracked_is_refused_by_its_field() {
    let laboratory = Laboratory::open().await;
    for (field, value) in [
        ("test_id", json!("")),
        ("test_id", json!("  ")),
        ("test_id", json!("x".repeat(101))),
        ("test_id", json!("a\nb")),
        ("run_number", json!(0)),
        ("run_number", json!(1_000_001)),
        ("run_number", json!("1")),
        ("input", json!("x".repeat(70_000))),
        ("output", json!("x".repeat(70_000))),
        ("output", json!(1.5)),
        ("output", json!([])),
        ("output", json!(null)),
        ("seed", json!(-1)),
        ("temperature", json!(2.1)),
        ("temperature", json!(-0.1)),
        ("latency_ms", json!(86_400_001)),
        ("colour", json!(1)),
    ] {
        let mut new = json!({ "test_id": "t", "run_number": 1, "input": "Who?", "output": "Anna" });
        new[field] = value;
        assert_eq!(laboratory.refused(&new).await, format!("422 {field}"), "{field}");
    }
    for missing in ["test_id", "run_number", "input", "output"] {
        let mut new = json!({ "test_id": "t", "run_number": 1, "input": "Who?", "output": "Anna" });
        new.as_object_mut().unwrap().remove(missing);
        assert_eq!(laboratory.refused(&new).await, format!("422 {missing}"));
    }
    let unknown = json!({ "test_id": "t", "run_number": 1, "input": 1, "output": "", "run_id": "11111111-2222-4333-8444-555555555555" });
    assert_eq!(laboratory.refused(&unknown).await, "404 run_id");
    let (status, problem) = laboratory.house.get(&laboratory.tenant.key, &format!("{METRICS}?test_id=")).await;
    assert_eq!((status, text(&problem["errors"][0]["field"])), (StatusCode::UNPROCESSABLE_ENTITY, "test_id"));
    assert_eq!(laboratory.metrics("").await["system"]["sample_size"], 0, "nothing refused is counted");
}
