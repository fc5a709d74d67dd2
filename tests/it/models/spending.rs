//! What a run may spend on models, whoever asks and however many at once.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::join_all;
use genesis_core::MicroDollars;
use genesis_lag::Limits;
use genesis_models::{Budget, Charge, Reserved, Scarce};
use genesis_orchestration::Run;

use crate::house::House;

const RUN: &str = "018f0000-0000-7000-8000-000000000001";

fn charge(tokens: u64, cost: i64) -> Charge {
    Charge { tokens, cost: MicroDollars(cost) }
}

async fn run_that_may(house: &House, max_tokens: u32, max_cost_microdollars: u32) -> Run {
    let limits = Limits { max_tokens, max_cost_microdollars, ..Limits::default() };
    Run { limits, ..Run::pending(RUN.parse().unwrap(), house.operator().clock().now(), "Who?", "openai:m") }
}

#[tokio::test]
async fn a_hundred_steps_at_once_never_overspend_and_spend_what_there_is() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = run_that_may(&house, 50_000, 1_000).await;
    let account = house.operator().run_account(tenant.tenant, &run, Charge::default());
    let (spent, reserved_at_once) = (AtomicU64::new(0), AtomicU64::new(0));
    let step = async |n: u64| {
        let (worst, actual) = (100, 20 + n % 7);
        if account.reserve(charge(10, worst)).await.unwrap() != Reserved::SetAside {
            return false;
        }
        let at_once = reserved_at_once.fetch_add(100, Ordering::SeqCst) + 100;
        assert!(at_once + spent.load(Ordering::SeqCst) <= 1_000, "{at_once} are set aside");
        tokio::task::yield_now().await;
        // Both before the account, so that what it lets through next is seen in full.
        spent.fetch_add(actual, Ordering::SeqCst);
        reserved_at_once.fetch_sub(100, Ordering::SeqCst);
        account.settle(charge(10, worst), charge(5, actual as i64)).await.unwrap();
        true
    };
    let admitted = join_all((0..100).map(step)).await.into_iter().filter(|admitted| *admitted).count();
    let spent = spent.into_inner();
    assert!(spent <= 1_000 && admitted >= 10, "{admitted} steps spent {spent}");
    assert!((account.spent_share().await.unwrap() - spent as f64 / 1_000.0).abs() < 1e-9, "what was not spent is given back");
}

#[tokio::test]
async fn tokens_are_limited_as_money_is_and_other_work_counts() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = run_that_may(&house, 1_000, 1_000).await;
    let account = house.operator().run_account(tenant.tenant, &run, charge(400, 0));
    let reserved = async |tokens, cost| account.reserve(charge(tokens, cost)).await.unwrap();
    assert_eq!(reserved(601, 1).await, Reserved::Short(Scarce::Tokens));
    assert_eq!(reserved(600, 1).await, Reserved::SetAside);
    assert_eq!(reserved(1, 1).await, Reserved::Short(Scarce::Tokens));
    account.settle(charge(600, 1), charge(100, 1)).await.unwrap();
    assert_eq!(reserved(500, 1).await, Reserved::SetAside);
}

#[tokio::test]
async fn what_is_short_is_told_apart() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = run_that_may(&house, 1_000, 1_000).await;
    let account = house.operator().run_account(tenant.tenant, &run, Charge::default());
    let reserved = async |tokens, cost| account.reserve(charge(tokens, cost)).await.unwrap();
    assert_eq!(reserved(1, 1_001).await, Reserved::Short(Scarce::Money));
    assert_eq!(reserved(600, 600).await, Reserved::SetAside);
    assert_eq!(reserved(400, 401).await, Reserved::Short(Scarce::Money));
    assert_eq!(reserved(401, 400).await, Reserved::Short(Scarce::Tokens));
    assert_eq!(reserved(401, 401).await, Reserved::Short(Scarce::Tokens));
    assert_eq!(reserved(400, 400).await, Reserved::SetAside);
}

#[tokio::test]
async fn a_provider_that_counts_more_tokens_than_were_set_aside_has_used_them() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let run = run_that_may(&house, 1_000, 1_000).await;
    let account = house.operator().run_account(tenant.tenant, &run, Charge::default());
    let reserved = async |tokens| account.reserve(charge(tokens, 0)).await.unwrap();
    assert_eq!(reserved(100).await, Reserved::SetAside);
    account.settle(charge(100, 0), charge(700, 0)).await.unwrap();
    assert_eq!(reserved(301).await, Reserved::Short(Scarce::Tokens));
    assert_eq!(reserved(300).await, Reserved::SetAside);
    account.settle(charge(300, 0), charge(900, 0)).await.unwrap();
    assert_eq!(reserved(0).await, Reserved::Short(Scarce::Tokens), "it may have used more than the run may");
}

#[tokio::test]
async fn each_run_and_each_tenant_has_an_account_of_its_own() {
    let house = House::open().await;
    let (one, two) = (house.tenant().await, house.tenant().await);
    let run = run_that_may(&house, 1_000, 1_000).await;
    let of = |tenant| house.operator().run_account(tenant, &run, Charge::default());
    assert_eq!(of(one.tenant).reserve(charge(1_000, 1_000)).await, Ok(Reserved::SetAside));
    assert_eq!(of(two.tenant).reserve(charge(1_000, 1_000)).await, Ok(Reserved::SetAside));
    assert_eq!(of(one.tenant).reserve(charge(1, 0)).await, Ok(Reserved::Short(Scarce::Tokens)));
}
