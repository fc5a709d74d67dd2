use genesis_audit::{Flaw, Record};
use genesis_local::Demo;
use serde_json::{Value, json};

use crate::house::House;

/// A tenant with six sealed records, three at once.
async fn sealed() -> (House, Demo) {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for n in 0..6 {
        house.store(&tenant, &format!("key-{n}")).await;
        if n % 3 == 2 {
            house.seal(&tenant).await;
        }
    }
    assert_eq!(house.verified(&tenant).await.flaws, []);
    (house, tenant)
}

impl House {
    fn key(tenant: &Demo, place: &str) -> Value {
        json!({ "pk": { "S": format!("{}#audit", tenant.tenant) }, "sk": { "S": place } })
    }

    async fn item(&self, tenant: &Demo, place: &str) -> Value {
        let found = self.reach_in(tenant, "GetItem", &json!({ "TableName": "security", "Key": Self::key(tenant, place) })).await;
        found["Item"].clone()
    }

    async fn put(&self, tenant: &Demo, item: &Value) {
        self.reach_in(tenant, "PutItem", &json!({ "TableName": "security", "Item": item })).await;
    }

    async fn remove(&self, tenant: &Demo, place: &str) {
        self.reach_in(tenant, "DeleteItem", &json!({ "TableName": "security", "Key": Self::key(tenant, place) })).await;
    }
}

#[tokio::test]
async fn a_record_that_was_removed_is_named() {
    let (house, tenant) = sealed().await;
    let fourth = house.trail(&tenant).await.records[3].clone();
    house.remove(&tenant, &fourth.place).await;
    let record = Record::read(&fourth.text).unwrap().id;
    assert_eq!(house.verified(&tenant).await.flaws, [Flaw::Removed { sequence: 4, record }]);
}

#[tokio::test]
async fn a_record_that_was_altered_is_named_though_its_hash_was_not() {
    let (house, tenant) = sealed().await;
    let place = house.trail(&tenant).await.records[1].place.clone();
    let mut item = house.item(&tenant, &place).await;
    item["record"]["S"] = item["record"]["S"].as_str().unwrap().replace("store-memory", "start-run").into();
    house.put(&tenant, &item).await;
    assert_eq!(house.verified(&tenant).await.flaws, [Flaw::Altered { sequence: 2, place }]);
}

#[tokio::test]
async fn records_whose_order_was_changed_are_named() {
    let (house, tenant) = sealed().await;
    let records = house.trail(&tenant).await.records;
    let (one, other) = (records[0].place.clone(), records[4].place.clone());
    let (mut first, mut fifth) = (house.item(&tenant, &one).await, house.item(&tenant, &other).await);
    for field in ["sequence", "link"] {
        let kept = first[field].take();
        first[field] = fifth[field].take();
        fifth[field] = kept;
    }
    house.put(&tenant, &first).await;
    house.put(&tenant, &fifth).await;
    let moved = |sealed, stands, place| Flaw::Moved { sealed, stands: Some(stands), place };
    assert_eq!(house.verified(&tenant).await.flaws, [moved(1, 5, one), moved(5, 1, other)]);
}

#[tokio::test]
async fn a_record_that_was_put_in_is_named() {
    let (house, tenant) = sealed().await;
    let records = house.trail(&tenant).await.records;
    let mut record = Record::read(&records[2].text).unwrap();
    record.timestamp.0 += 1;
    record.id = "11111111-2222-4333-8444-555555555555".parse().unwrap();
    let mut item = house.item(&tenant, &records[2].place).await;
    (item["sk"], item["record"]) = (json!({ "S": record.place() }), json!({ "S": record.text() }));
    item["sequence"] = json!({ "N": "7" });
    house.put(&tenant, &item).await;
    assert_eq!(house.verified(&tenant).await.flaws, [Flaw::Inserted { sequence: 7, place: record.place() }]);
}
