use futures::future::join_all;
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn records_are_sealed_in_the_order_of_time_each_once_however_often_the_sealer_is_told() {
    let house = House::open().await;
    let (tenant, other) = (house.tenant().await, house.tenant().await);
    for n in 0..3 {
        house.store(&tenant, &format!("key-{n}")).await;
        house.store(&other, &format!("key-{n}")).await;
    }
    house.seal(&tenant).await;
    join_all((0..4).map(|_| house.deliver_seal(&tenant))).await;
    house.store(&tenant, "late").await;
    join_all((0..4).map(|_| house.deliver_seal(&tenant))).await;
    house.seal(&other).await;
    for (whose, count) in [(&tenant, 4), (&other, 3)] {
        let trail = house.trail(whose).await;
        let numbers: Vec<u64> = trail.records.iter().map(|kept| kept.link.unwrap().0).collect();
        assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
        let report = house.verified(whose).await;
        assert_eq!((report.intact, report.unsigned, report.tail, report.flaws), (count, 0, vec![], vec![]));
    }
    let shown = house.events(&tenant, "").await;
    assert_eq!(shown.iter().map(|event| event["sequence"].as_u64()).collect::<Vec<_>>(), [4, 3, 2, 1].map(Some));
    assert!(shown.iter().all(|event| event["integrity_hash"].as_str().is_some_and(|hash| hash.len() == 64)));
}

#[tokio::test]
async fn more_records_than_a_transaction_holds_are_sealed_at_once() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let nothing = json!({});
    let refused = join_all((0..200).map(|_| house.post(&tenant.key, super::STORE, &nothing))).await;
    assert_eq!(refused.len(), 200);
    assert_eq!(house.deliver_seal(&tenant).await["batchItemFailures"], json!([]));
    let report = house.verified(&tenant).await;
    assert_eq!((report.intact, report.tail.len(), report.flaws), (200, 0, vec![]));
    assert_eq!(house.trail(&tenant).await.seals.len(), 3);
}

#[tokio::test]
async fn what_is_not_sealed_yet_is_the_tail() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    house.store(&tenant, "one").await;
    let report = house.verified(&tenant).await;
    assert_eq!((report.intact, report.tail.len(), report.flaws), (0, 1, vec![]));
}

#[tokio::test]
async fn a_sealed_record_lives_for_a_year() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    house.store(&tenant, "one").await;
    house.seal(&tenant).await;
    let pk = format!("{}#audit", tenant.tenant);
    let query =
        json!({ "TableName": "security", "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": { ":pk": { "S": pk } } });
    let found = house.reach_in(&tenant, "Query", &query).await;
    let ttl: i64 = found["Items"][0]["ttl"]["N"].as_str().unwrap().parse().unwrap();
    let days = (ttl * 1_000 - house.operator().clock().now().0) / 86_400_000;
    assert!((364..=365).contains(&days), "{days}");
}
