//! Steps that were lost, or whose worker died.

use std::time::Duration;

use genesis_core::{Ids, Timestamp};
use serde_json::json;

use super::{Bench, EXECUTION, RUN, own_execution, sum};
use crate::house::{House, OLYMPICS, hand_clock};

#[tokio::test]
async fn a_step_that_was_never_announced_is_taken_after_the_next_round() {
    let bench = Bench::still().await;
    bench.house.keep_execution(&bench.tenant, &own_execution(EXECUTION, RUN, "planner")).await;
    bench.house.platform.invoke("resume-agent-executions", json!({})).await.unwrap().unwrap();
    assert_eq!(bench.ended(EXECUTION).await["status"], "completed");
}

#[tokio::test]
async fn a_step_whose_worker_died_is_taken_over_when_its_lease_is_out_and_done_once() {
    let (now, clock) = hand_clock();
    let house = House::with(clock, Ids::seeded(7)).await;
    let tenant = house.tenant().await;
    house.pending_run(&tenant, RUN, OLYMPICS).await;
    let bench = Bench { house, tenant, run: RUN.to_owned() };
    let executions = bench.house.operator().agent_executions(bench.tenant.tenant);
    let step = own_execution(EXECUTION, RUN, "planner");
    bench.house.keep_execution(&bench.tenant, &step).await;
    executions.claim(&step.claimed(Timestamp(0), Timestamp(70_000))).await.unwrap();
    now.set(Timestamp(69_999));
    bench.deliver(EXECUTION).await;
    assert_eq!(bench.execution(EXECUTION).await["status"], "running", "whose lease holds keeps the step");
    now.pass(Duration::from_millis(2));
    bench.deliver(EXECUTION).await;
    let done = bench.execution(EXECUTION).await;
    assert_eq!((&done["status"], &done["retry_count"]), (&json!("completed"), &json!(1)), "{done}");
    bench.deliver(EXECUTION).await;
    assert_eq!(bench.execution(EXECUTION).await, done);
    assert_eq!((bench.run_tokens().await, sum(&bench.performance().await, "total_executions")), (done["tokens_used"].as_u64().unwrap(), 1));
}

#[tokio::test]
async fn a_step_that_no_worker_ends_is_given_up() {
    let bench = Bench::still().await;
    let executions = bench.house.operator().agent_executions(bench.tenant.tenant);
    let mut step = own_execution(EXECUTION, RUN, "planner");
    bench.house.keep_execution(&bench.tenant, &step).await;
    for _ in 0..10 {
        step = step.claimed(Timestamp(0), Timestamp(0));
        executions.claim(&step).await.unwrap();
    }
    bench.deliver(EXECUTION).await;
    let step = bench.execution(EXECUTION).await;
    assert_eq!((&step["status"], &step["error_message"]), (&json!("failed"), &json!("given_up")), "{step}");
}
