use std::time::Duration;

use genesis_core::Queue;
use genesis_embedded_cloud::Remembered;
use serde_json::json;
use tokio::{runtime::Handle, time::advance};

use crate::house::{House, OLYMPICS};

const RUNS: usize = 3;

/// Step by step, so that whoever looks once a second does.
async fn pass(minutes: u32) {
    for _ in 0..minutes * 60 {
        advance(Duration::from_secs(1)).await;
    }
}

fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

#[tokio::test(start_paused = true)]
async fn of_runs_that_are_over_no_engine_holds_anything() {
    let (house, tenant) = House::with_library().await;
    let cloud = house.platform.embedded();
    pass(14).await;
    let nothing = Remembered { executions: 0, task_tokens: 0, transactions: 0 };
    let tasks_before = tasks();
    assert_eq!(cloud.remembered().await, nothing);

    for _ in 0..RUNS {
        house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
    }
    let busy = cloud.remembered().await;
    assert!(busy.executions == RUNS && busy.task_tokens > RUNS && busy.transactions > RUNS, "{busy:?}");

    pass(2).await;
    let later = cloud.remembered().await;
    assert_eq!((later.executions, later.task_tokens), (0, 0), "a minute after their end");
    assert_eq!(tasks(), tasks_before, "and no task of theirs goes on");
    for queue in Queue::ALL {
        assert_eq!(cloud.messages(queue.as_str()).await.unwrap(), 0, "{}", queue.as_str());
    }
    pass(13).await;
    assert_eq!(cloud.remembered().await, nothing, "after ten");
}
