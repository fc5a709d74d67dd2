//! What a tenant may have, and what it is told when it wants more.

mod concurrent;
mod ended;
mod headers;
mod periods;
mod storage;
mod tokens;
mod told;

use bytes::Bytes;
use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use genesis_orchestration::Run;
use genesis_tenancy::{Limit, Quota, Tier, TierLimits};
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{Hand, House, START, hand_clock, text};

/// Stops at once: nobody knows who that is.
const QUESTION: &str = "Who is he?";
const NOON: Timestamp = Timestamp(4_102_444_800_000);
const RUNS: [&str; 3] =
    ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222", "33333333-3333-4333-8333-333333333333"];

/// A tenant with limits of its own.
struct Purse {
    house: House,
    tenant: Demo,
}

impl Purse {
    async fn open(limits: TierLimits) -> Self {
        Self::of(House::open().await, limits).await
    }

    /// In a house in which time stands still.
    async fn timed(limits: TierLimits) -> (Self, Hand) {
        let (hand, clock) = hand_clock();
        hand.set(NOON);
        (Self::of(House::with(clock, Ids::random()).await, limits).await, hand)
    }

    async fn of(house: House, limits: TierLimits) -> Self {
        let tenant = house.tenant().await;
        let purse = Self { house, tenant };
        purse.limit(limits).await;
        purse
    }

    async fn limit(&self, limits: TierLimits) {
        self.house.operator().quotas(self.tenant.tenant).limit(&limits).await.unwrap();
    }

    async fn quota(&self) -> Quota {
        self.house.operator().quotas(self.tenant.tenant).get().await.unwrap()
    }

    async fn post(&self, path: &str, body: &Value) -> Response<Bytes> {
        let headers = [("x-api-key", self.tenant.key.as_str()), ("content-type", "application/json")];
        self.house.send(Method::POST, path, &headers, body.to_string()).await
    }

    async fn start(&self) -> Response<Bytes> {
        self.post(START, &json!({ "query": QUESTION })).await
    }

    /// A run that nobody works on, so that it holds what it was given.
    async fn hold(&self, run: &str) -> Run {
        let id = self.house.pending_run(&self.tenant, run, QUESTION).await;
        self.house.operator().runs(self.tenant.tenant).find(id).await.unwrap().unwrap()
    }

    async fn cancel(&self, run: &str) {
        let (status, told) = self.house.post(&self.tenant.key, &format!("/api/v1/orchestration/cancel/{run}"), &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{told}");
    }
}

fn unlimited() -> TierLimits {
    Tier::Enterprise.limits()
}

fn runs(most: u64) -> TierLimits {
    TierLimits { runs_per_month: Limit::AtMost(most), ..unlimited() }
}

fn tokens(most: u64) -> TierLimits {
    TierLimits { tokens_per_month: Limit::AtMost(most), ..unlimited() }
}

/// `resource used reserved limit` of a refusal.
#[track_caller]
fn refused(answer: &Response<Bytes>) -> String {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!((answer.status(), text(&problem["code"])), (StatusCode::TOO_MANY_REQUESTS, "quota_exceeded"), "{problem}");
    let info = &problem["quota_info"];
    format!("{} {} {} {}", text(&info["resource"]), info["used"], info["reserved"], info["limit"])
}

#[track_caller]
fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    answer.headers().get(name).unwrap_or_else(|| panic!("no {name} in {answer:?}")).to_str().unwrap()
}
