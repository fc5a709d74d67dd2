//! Turns that take a model longer than the workflow waits before it sends another worker.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
    time::Duration,
};

use futures::FutureExt;
use genesis_core::{Clock, Ids, Timestamp};
use genesis_local::Options;
use genesis_models::{Configuration, Extractive, Model, Wishes};
use genesis_orchestration::{ExecutionStatus, PATIENCE, Run};
use serde_json::json;
use tokio::{
    sync::{Semaphore, mpsc::unbounded_channel},
    task::yield_now,
    time::{Instant, advance},
};

use crate::{
    house::{House, OLYMPICS, library},
    model_server::{ModelServer, openai},
    stand_in::StandIn,
};

/// Plans only once it may.
fn slow(may_plan: Arc<Semaphore>) -> StandIn {
    let mut model = StandIn::named("slow");
    model.plan = Box::new(move |question| {
        let may_plan = may_plan.clone();
        async move {
            drop(may_plan.acquire().await.unwrap());
            Extractive.plan(question).await
        }
        .boxed()
    });
    model
}

/// Step by step, so that whoever has something to do meanwhile does it.
async fn pass(seconds: u32) {
    for _ in 0..seconds {
        advance(Duration::from_secs(1)).await;
        for _ in 0..50 {
            yield_now().await;
        }
    }
}

/// The platform's time is the runtime's, which jumps to the next event when nothing is left to do.
#[tokio::test(start_paused = true)]
async fn a_turn_that_outlasts_the_workflows_patience_is_taken_once_and_its_run_goes_on() {
    for seconds in [100, PATIENCE + 5, 2 * PATIENCE] {
        let begun = Instant::now();
        let clock = Clock::new(move || Timestamp(4_000_000_000_000).plus(begun.elapsed()));
        let may_plan = Arc::new(Semaphore::new(0));
        let model = Arc::new(slow(may_plan.clone()));
        let options = Options { clock, ids: Ids::seeded(seconds.into()), model, ..Options::ephemeral() };
        let house = House::of(options).await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &library()).await;

        let run = house.start(&tenant, &json!({ "query": "How tall is the Burj Khalifa?" })).await;
        pass(seconds).await;
        may_plan.add_permits(1);
        house.ended(&tenant, &run).await;

        let state = house.operator().runs(tenant.tenant).state(run.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(state.run.status.as_str(), "completed", "{seconds} s: {:?} {:?}", state.run.error, state.run.terminator);
        assert_eq!(state.executions[0].attempt, 1, "{seconds} s");
        house.platform.shutdown().await;
    }
}

#[tokio::test]
async fn whoever_comes_second_to_a_turn_asks_no_language_model() {
    let (come, mut arrived) = unbounded_channel();
    let (open, gate) = mpsc::channel();
    let gate = Mutex::new(gate);
    let server = ModelServer::start(move |_| {
        come.send(()).unwrap();
        gate.lock().unwrap().recv().unwrap();
        openai::says(&json!({ "verdict": "ambiguous", "steps": [], "reason": "Which games?" }).to_string())
    });
    let provider = json!({ "protocol": "openai", "base_url": format!("{}/v1", server.url()) });
    let models: Configuration = serde_json::from_value(json!({ "default": "own:slow", "providers": { "own": provider } })).unwrap();
    let casting = models.cast(&Wishes::default(), &Wishes::default(), None);
    let house = House::of(Options { models, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    let (operator, id) = (house.operator(), "11111111-2222-4333-8444-555555555555".parse().unwrap());
    let run = Run { casting, ..Run::pending(id, operator.clock().now(), OLYMPICS, "own:slow") };
    house.keep(&tenant, &run).await;
    let turn = json!({ "token": "none", "tenant": tenant.tenant, "run_id": id, "wave": 0, "role": "planner" }).to_string();
    let event = json!({ "Records": [{ "messageId": "plan", "body": turn, "eventSource": "aws:sqs" }] });
    let deliver = async || house.platform.invoke("execute-agent-step", event.clone()).await.unwrap().unwrap();

    let second = async {
        arrived.recv().await.unwrap();
        deliver().await;
        assert!(arrived.try_recv().is_err(), "the model was asked twice");
        open.send(()).unwrap();
    };
    tokio::join!(deliver(), second);

    let state = operator.runs(tenant.tenant).state(id).await.unwrap().unwrap();
    let taken: Vec<_> = state.executions.iter().map(|turn| (turn.status, turn.attempt, turn.calls.len())).collect();
    assert_eq!(taken, [(ExecutionStatus::Completed, 1, 1)]);
}

/// Each look at the clock costs 20 seconds, so that the 300 of a run are over before its answer.
#[tokio::test]
async fn a_run_that_takes_too_long_ends_with_what_is_certain_so_far() {
    let looks = AtomicI64::new(0);
    let house = House::with(Clock::new(move || Timestamp(20_000 * looks.fetch_add(1, Ordering::SeqCst))), Ids::random()).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;
    assert_eq!((&ended["status"], &ended["terminator"]["reason"]), (&json!("terminated"), &json!("TIME_LIMIT")), "{ended}");
    assert!(ended["agent_executions"].as_u64().unwrap() >= 1, "{ended}");
}
