//! However many ask at once, and of whichever instance, nobody gets more than the limit.

use std::sync::Arc;

use futures::future::join_all;
use genesis_aws::{Cloud, Stopped};
use genesis_core::{CredentialId, KeyId, Role, SessionId, TenantId, UserId};
use genesis_limits::{Asking, Calling, Load, RouteClass};
use genesis_tenancy::Tier;

use super::Limited;

const CLIENTS: usize = 32;
const REQUESTS: usize = 12;

/// Under which limits neither idleness nor load moves anything.
fn usual() -> Load {
    Load::of(300, 1_000)
}

/// Whoever asks, again and again.
#[derive(Clone)]
struct Crowd {
    tenant: TenantId,
    user: (UserId, Role),
    credential: CredentialId,
    function: &'static str,
    class: RouteClass,
}

impl Crowd {
    fn new(tenant: TenantId, cloud: &Cloud) -> Self {
        let user = (UserId::new(cloud.ids().next()), Role::Member);
        let credential = CredentialId::Key(KeyId::new(cloud.ids().next()));
        Self { tenant, user, credential, function: "search-memory", class: RouteClass::Api }
    }

    fn asking(&self) -> Asking<'_> {
        Asking::Caller(Calling { user: Some(self.user), credential: &self.credential, function: self.function, class: self.class })
    }

    /// How many of all requests that 32 clients make at once of two instances come through, and by whose limits the others do not.
    async fn flood(&self, instances: &[Cloud; 2]) -> (usize, Vec<&'static str>) {
        let client = |n: usize| {
            let (crowd, cloud) = (self.clone(), instances[n % 2].clone());
            tokio::spawn(async move { crowd.ask(&cloud).await })
        };
        let asked = join_all((0..CLIENTS).map(client)).await;
        let (mut admitted, mut by) = (0, Vec::new());
        for stopped in asked.into_iter().flat_map(Result::unwrap) {
            match stopped {
                None => admitted += 1,
                Some(Stopped::Limited { policy, .. }) => by.push(policy),
                Some(Stopped::Blocked { .. }) => by.push("block"),
            }
        }
        by.sort_unstable();
        by.dedup();
        (admitted, by)
    }

    async fn ask(&self, cloud: &Cloud) -> Vec<Option<Stopped>> {
        let gate = cloud.gate(self.tenant);
        let mut stopped = Vec::new();
        for _ in 0..REQUESTS {
            stopped.push(gate.count(&self.asking(), usual()).await.unwrap().err());
        }
        stopped
    }
}

async fn scene(tier: Tier) -> (Arc<Limited>, Crowd, [Cloud; 2]) {
    let limited = Limited::open().await;
    let tenant = limited.tenant(tier).await;
    let cloud = limited.house.operator();
    let instances = [cloud.afresh(), cloud.afresh()];
    let crowd = Crowd::new(tenant.tenant, cloud);
    (Arc::new(limited), crowd, instances)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_gets_what_its_tier_gives_and_not_one_request_more() {
    let (limited, crowd, instances) = scene(Tier::Free).await;
    assert_eq!(crowd.flood(&instances).await, (20, vec!["tenant"]));
    limited.pass(12);
    assert_eq!(crowd.flood(&instances).await, (20, vec!["tenant"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_does_each_user() {
    let (limited, crowd, instances) = scene(Tier::Enterprise).await;
    let credential = CredentialId::Session(SessionId::new(limited.house.operator().ids().next()));
    let crowd = Crowd { credential, ..crowd };
    // 25 at once, of which each costs half for the tier.
    assert_eq!(crowd.flood(&instances).await, (50, vec!["user"]));
    let other = Crowd { user: (UserId::new(limited.house.operator().ids().next()), Role::Member), ..crowd.clone() };
    assert_eq!(other.flood(&instances).await, (50, vec!["user"]));
    limited.pass(3);
    assert_eq!(crowd.flood(&instances).await, (10, vec!["user"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_does_each_key() {
    let (limited, crowd, instances) = scene(Tier::Enterprise).await;
    let other = Crowd { user: (UserId::new(limited.house.operator().ids().next()), Role::Member), ..crowd.clone() };
    // The same key in two users' hands is one key: 100 at once at half the cost.
    let (first, by) = crowd.flood(&instances).await;
    assert_eq!((first, by), (200, vec!["user"]), "whose limit takes longest, like the key's");
    limited.pass(3);
    assert_eq!(other.flood(&instances).await, (50, vec!["key"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn so_does_each_endpoint() {
    let (limited, crowd, instances) = scene(Tier::Enterprise).await;
    let crowd = Crowd { function: "create-api-key", class: RouteClass::Credentials, ..crowd };
    let mut admitted = Vec::new();
    for _ in 0..4 {
        admitted.push(crowd.flood(&instances).await);
        limited.pass(10);
    }
    assert_eq!(admitted, vec![(10, vec!["endpoint"]); 4]);
    limited.pass(3_600);
    assert_eq!(crowd.flood(&instances).await, (10, vec!["endpoint"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_by_one_limit_counts_for_none() {
    let (limited, crowd, instances) = scene(Tier::Professional).await;
    let narrow = Crowd { function: "create-api-key", class: RouteClass::Credentials, ..crowd.clone() };
    assert_eq!(narrow.flood(&instances).await, (10, vec!["endpoint"]));
    assert_eq!(crowd.flood(&instances).await, (90, vec!["tenant"]), "100 at once, less the 10 that were admitted");
    drop(limited);
}
