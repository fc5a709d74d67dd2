//! What status calls, pages of the history and statistics cost when many runs are stored.

use std::time::Duration;

use futures::{StreamExt, stream};
use genesis_aws::{Finished, Runs};
use genesis_core::{Ids, RunId};
use genesis_orchestration::{Run, RunState, Status};
use genesis_tenancy::{Quota, Wish};
use tokio::time::Instant;

use crate::{
    house::{House, Library},
    measured::Times,
    say,
};

const CALLS: usize = 2_000;
/// Runs being stored at a time.
const WRITERS: usize = 8;

pub async fn measure() {
    let house = House::open(Library::OnePassage).await;
    let runs = house.platform.operator().runs(house.tenant.tenant);
    let quota = house.platform.operator().quotas(house.tenant.tenant).get().await.expect("the tenant has a quota");
    let asked = house.ask(0).await;
    let real = runs.find(asked).await.expect("the table answers").expect("the run is stored");
    let ids = Ids::seeded(1);
    let mut stored: Vec<RunId> = Vec::new();
    for goal in [1_000, 100_000] {
        let from = Instant::now();
        let new: Vec<RunId> = (stored.len()..goal).map(|_| RunId::new(ids.next())).collect();
        stream::iter(&new).for_each_concurrent(WRITERS, |id| store(&runs, &quota, &real, *id)).await;
        stored.extend(new);
        say(&format!("at {goal} stored runs, the last of them stored in {} s", from.elapsed().as_secs()));
        say(&format!("  status of any      {}", time(&house, |call| status(stored[call * 7_919 % stored.len()])).await));
        say(&format!("  status with turns  {}", time(&house, |_| status(asked)).await));
        say(&format!("  history, newest    {}", time(&house, |_| history(0)).await));
        say(&format!("  history, furthest  {}", time(&house, |_| history(1_000)).await));
        say(&format!("  statistics         {}", time(&house, |_| "/api/v1/orchestration/stats".to_owned()).await));
    }
    house.platform.shutdown().await;
}

/// One more run like the real one, begun and ended as the functions do it, but without its turns and its memory.
async fn store(runs: &Runs, quota: &Quota, real: &Run, id: RunId) {
    let begun = Run { id, status: Status::Pending, completed_at: None, answer: None, artifact_files: Vec::new(), ..real.clone() };
    // An enterprise's quota has no limit, whatever was seen of it.
    let (begun, _) = runs.create(&begun, quota.clone(), &Wish::run(begun.limits.max_tokens, 0)).await.expect("a new run");
    let files: Vec<&str> = real.artifact_files.iter().map(String::as_str).collect();
    let ending = Finished {
        status: real.status,
        at: real.completed_at.expect("it is over"),
        answer: real.answer.as_ref(),
        certain: &real.certain,
        terminator: real.terminator.as_ref(),
        error: None,
        stability_score: real.stability_score,
        artifact_files: &files,
    };
    let seen = RunState { run: begun, executions: Vec::new(), memory: Vec::new() };
    runs.finish(&seen, &ending).await.expect("it was open");
}

fn status(run: RunId) -> String {
    format!("/api/v1/orchestration/status/{run}")
}

fn history(offset: usize) -> String {
    format!("/api/v1/orchestration/history?offset={offset}")
}

/// Calls one after another.
async fn time(house: &House, path: impl Fn(usize) -> String) -> Times {
    let from = Instant::now();
    let mut each: Vec<Duration> = Vec::with_capacity(CALLS);
    for call in 0..CALLS {
        let path = path(call);
        let asked = Instant::now();
        let (status, answer) = house.get(&path).await;
        each.push(asked.elapsed());
        assert!(status.is_success(), "{answer}");
    }
    Times::of(each, from.elapsed())
}
