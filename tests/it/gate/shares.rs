//! What belongs to no tenant is leased in shares: together instances admit no more than the limit.

use std::net::IpAddr;

use futures::future::join_all;
use genesis_aws::Cloud;
use genesis_limits::RouteClass;
use genesis_tenancy::Tier;
use http::StatusCode;

use super::{Limited, header};

const CLIENTS: usize = 32;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// How many of 320 requests from one address come through at these instances.
async fn flood(instances: &[Cloud], from: IpAddr) -> usize {
    let client = |n: usize| {
        let cloud = instances[n % instances.len()].clone();
        tokio::spawn(async move {
            let mut admitted = 0;
            for _ in 0..10 {
                admitted += usize::from(cloud.commons().spend_of_address(from, RouteClass::Api).await.unwrap().is_ok());
            }
            admitted
        })
    };
    join_all((0..CLIENTS).map(client)).await.into_iter().map(Result::unwrap).sum()
}

/// How many of 64,000 requests come through at two instances.
async fn spend_all(instances: &[Cloud; 2]) -> usize {
    let client = |n: usize| {
        let cloud = instances[n % 2].clone();
        tokio::spawn(async move {
            let mut admitted = 0;
            for _ in 0..2_000 {
                admitted += usize::from(cloud.commons().spend_of_all().await.unwrap().is_ok());
            }
            admitted
        })
    };
    join_all((0..CLIENTS).map(client)).await.into_iter().map(Result::unwrap).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_gets_its_limit_of_two_instances_and_not_one_request_more() {
    let limited = Limited::open().await;
    let cloud = limited.house.operator();
    let instances = [cloud.afresh(), cloud.afresh()];
    assert_eq!(flood(&instances, address("203.0.113.7")).await, 100, "all of it where each instance has someone to admit");
    assert_eq!(flood(&instances, address("203.0.113.8")).await, 100, "another address has its own");
    assert_eq!(flood(&instances, address("::ffff:203.0.113.7")).await, 0, "the same address in another form");
    limited.pass(60);
    assert_eq!(flood(&instances[..1], address("203.0.113.7")).await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_instance_has_leased_and_does_not_use_is_lost() {
    let limited = Limited::open().await;
    let (one, two) = (limited.house.operator().afresh(), limited.house.operator().afresh());
    let from = address("2001:db8:1:2::7");
    assert!(one.commons().spend_of_address(from, RouteClass::Api).await.unwrap().is_ok());
    // The first lease is a tenth.
    assert_eq!(flood(&[two], address("2001:db8:1:2::8")).await, 90);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_together_have_a_limit_too() {
    let limited = Limited::open().await;
    let instances = [limited.house.operator().afresh(), limited.house.operator().afresh()];
    let admitted = spend_all(&instances).await;
    // 50,000 are leased, and each of two instances has ten in hand; what is left of the last lots is lost.
    assert!((49_000..=50_020).contains(&admitted), "{admitted}");
    limited.pass(60);
    let load = instances[0].commons().load().await.unwrap();
    assert_eq!(load.thousandths(), 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_when_all_of_it_is_spent_is_told_how_much_there_was_and_when_there_is_more() {
    let limited = Limited::open().await;
    let tenant = limited.tenant(Tier::Enterprise).await;
    let cloud = limited.house.operator();
    spend_all(&[cloud.afresh(), cloud.afresh()]).await;
    // The instance that is asked has ten in hand.
    for _ in 0..10 {
        assert_eq!(limited.read(&tenant.key).await.status(), StatusCode::OK);
    }
    let refused = limited.read(&tenant.key).await;
    assert_eq!((refused.status(), header(&refused, "retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    let told = (header(&refused, "ratelimit-policy"), header(&refused, "ratelimit"), header(&refused, "x-ratelimit-remaining"));
    assert_eq!(told, (r#""platform";q=50000;w=60"#, r#""platform";r=0;t=60"#, "0"));
}
