use std::time::Duration;

use genesis_tenancy::Tier;
use http::StatusCode;

use super::{NOON, Purse, RUNS, refused, runs};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_month_after_the_tenant_came_it_begins_with_nothing_used_and_with_what_is_still_held() {
    let (purse, hand) = Purse::timed(runs(2)).await;
    purse.hold(RUNS[0]).await;
    purse.hold(RUNS[1]).await;
    purse.cancel(RUNS[0]).await;
    assert_eq!(refused(&purse.start().await), "orchestration_runs 1 1 2");
    hand.set(NOON.plus(31 * DAY - Duration::from_millis(1)));
    assert_eq!(refused(&purse.start().await), "orchestration_runs 1 1 2");
    hand.set(NOON.plus(31 * DAY));
    let held = purse.hold(RUNS[2]).await;
    let quota = purse.quota().await;
    assert_eq!((quota.runs.used, quota.runs.reserved, quota.tokens.reserved), (0, 2, 40_000), "{held:?}");
    assert_eq!(quota.resets_at.to_string(), "2100-03-01T00:00:00.000Z");
    assert_eq!(refused(&purse.start().await), "orchestration_runs 0 2 2");
    purse.cancel(RUNS[1]).await;
    assert_eq!(purse.quota().await.runs.used, 1);
}

#[tokio::test]
async fn a_lower_limit_holds_at_once_and_takes_nothing_back() {
    let purse = Purse::open(Tier::Enterprise.limits()).await;
    for run in RUNS {
        purse.hold(run).await;
    }
    purse.limit(runs(2)).await;
    assert_eq!(refused(&purse.start().await), "orchestration_runs 0 3 2");
    purse.cancel(RUNS[0]).await;
    assert_eq!(refused(&purse.start().await), "orchestration_runs 1 2 2");
    purse.limit(Tier::Free.limits()).await;
    assert_eq!(purse.start().await.status(), StatusCode::CREATED);
}
