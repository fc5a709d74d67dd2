//! Who comes in at the door, and how often.

mod admitted;
mod bots;
mod counted;
mod failing;
mod lists;
mod managed;
mod shares;
mod standing;
mod threats;

use std::{net::IpAddr, time::Duration};

use bytes::Bytes;
use genesis_core::{Clock, Role, Scope, Timestamp, UserId};
use genesis_local::{Demo, Options, new_key};
use genesis_tenancy::{Member, Tenant, Tier};
use http::{Method, Response};

use crate::house::{Hand, House, hand_clock};

/// What every caller of a tenant may read, however much there is.
const READ: &str = "/api/v1/orchestration/stats";

/// At the beginning of a minute, and later than any machine's clock, so that what expires here is never swept by real time.
const BEGINNING: Timestamp = Timestamp(4_000_000_020_000);

/// A house in which nobody gets more than is named, and whose clock is set by hand.
struct Limited {
    house: House,
    hand: Hand,
}

impl Limited {
    async fn open() -> Self {
        let (hand, clock) = hand_clock();
        hand.set(BEGINNING);
        Self { house: limited(clock).await, hand }
    }

    /// A tenant of this tier.
    async fn tenant(&self, tier: Tier) -> Demo {
        let demo = self.house.tenant().await;
        self.change(&demo, |tenant| tenant.tier = tier).await;
        demo
    }

    async fn change(&self, demo: &Demo, change: impl Fn(&mut Tenant)) {
        let changed = |mut tenant: Tenant| {
            change(&mut tenant);
            Ok::<_, genesis_aws::NotKept>(tenant)
        };
        let now = self.house.operator().clock().now();
        self.house.operator().tenants(demo.tenant).change(now, changed).await.unwrap().unwrap();
    }

    /// A key of somebody else with this role.
    async fn key_of(&self, demo: &Demo, role: Role) -> String {
        self.key_with(demo, role, Vec::new()).await
    }

    async fn viewer_who_manages_security(&self, demo: &Demo) -> String {
        self.key_with(demo, Role::Viewer, vec![Scope::ManageSecurity]).await
    }

    async fn key_with(&self, demo: &Demo, role: Role, permissions: Vec<Scope>) -> String {
        let user = UserId::new(self.house.operator().ids().next());
        let member = Member { tenant: demo.tenant, user, role, permissions, is_active: true };
        new_key(self.house.operator(), member, &Scope::OF_TENANTS).await.unwrap().reveal()
    }

    async fn read(&self, key: &str) -> Response<Bytes> {
        self.house.send(Method::GET, READ, &[("x-api-key", key)], "").await
    }

    /// A request of somebody who shows nothing.
    async fn stray_from(&self, address: &str) -> Response<Bytes> {
        self.house.send_from(address.parse().unwrap(), Method::GET, READ, &[], "").await
    }

    async fn read_from(&self, address: &str, key: &str) -> Response<Bytes> {
        let address: IpAddr = address.parse().unwrap();
        self.house.send_from(address, Method::GET, READ, &[("x-api-key", key)], "").await
    }

    fn pass(&self, seconds: u64) {
        self.hand.pass(Duration::from_secs(seconds));
    }
}

async fn limited(clock: Clock) -> House {
    House::of(Options { clock, rate_factor: 1, ..Options::ephemeral() }).await
}

#[track_caller]
fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    answer.headers().get(name).unwrap_or_else(|| panic!("no {name} in {answer:?}")).to_str().unwrap()
}
