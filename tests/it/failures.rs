//! Lambda takes an answer for a success, whatever it says. So CloudWatch is told by function and version of what went wrong in it: by that a
//! deployment is taken back.

use genesis_core::Timestamp;
use genesis_embedded_cloud::Faults;
use genesis_local::Options;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, SEARCH, START, hand_clock};

const METRICS: &str = "/health/metrics";

/// What was told of failures.
fn told(house: &House) -> Vec<Value> {
    let log = house.platform.log();
    let lines = log.borrow().iter().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    lines.into_iter().filter(|line| !line["failures"].is_null()).collect()
}

fn failures(function: &str, count: f64, begun: Timestamp) -> Value {
    let metrics = json!([{ "Name": "failures", "Unit": "Count" }]);
    let directive = json!({ "Namespace": "Genesis", "Dimensions": [["function", "version"]], "Metrics": metrics });
    let aws = json!({ "Timestamp": begun.0, "CloudWatchMetrics": [directive] });
    json!({ "failures": count, "function": function, "version": "$LATEST", "_aws": aws })
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_server_is_a_failure_of_the_function_and_an_error_of_the_caller_is_none() {
    let (hand, clock) = hand_clock();
    let faults = Faults::outage_of("orchestration");
    let house = House::of(Options { clock, faults: faults.clone(), ..Options::ephemeral() }).await;
    hand.set(Timestamp(60_000));
    for (method, path, status) in [
        (Method::GET, METRICS, StatusCode::OK),
        (Method::GET, SEARCH, StatusCode::UNAUTHORIZED),
        (Method::POST, START, StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(house.send(method, path, &[], "").await.status(), status);
    }
    assert_eq!(told(&house), [json!(null); 0]);
    faults.begin();
    assert_eq!(house.send(Method::GET, METRICS, &[], "").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(told(&house), [failures("get-metrics", 1.0, Timestamp(60_000))]);
}

#[tokio::test]
async fn each_message_of_a_batch_that_is_not_handled_is_a_failure() {
    let (hand, clock) = hand_clock();
    let house = House::of(Options { clock, ..Options::ephemeral() }).await;
    hand.set(Timestamp(60_000));
    let deliver = async |bodies: &[&str]| {
        let record = |(n, body): (usize, &&str)| json!({ "messageId": n.to_string(), "eventSource": "aws:sqs", "body": body });
        let records: Vec<Value> = bodies.iter().enumerate().map(record).collect();
        house.platform.invoke("seal-audit-records", json!({ "Records": records })).await.unwrap().unwrap()
    };
    let tenant = json!({ "tenant": house.tenant().await.tenant }).to_string();
    assert_eq!(deliver(&[&tenant]).await["batchItemFailures"], json!([]));
    assert_eq!(told(&house), [json!(null); 0]);
    let failed = json!([{ "itemIdentifier": "0" }, { "itemIdentifier": "2" }]);
    assert_eq!(deliver(&["nothing to read", &tenant, ""]).await["batchItemFailures"], failed);
    assert_eq!(told(&house), [failures("seal-audit-records", 2.0, Timestamp(60_000))]);
}
