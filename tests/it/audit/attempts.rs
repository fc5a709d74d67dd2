//! The sealer while calls fail and answers are lost.

use genesis_audit::{Head, chained};
use genesis_embedded_cloud::Faults;
use genesis_local::Options;
use serde_json::json;

use crate::house::House;

#[tokio::test(start_paused = true)]
async fn whatever_breaks_the_sealer_off_the_next_one_goes_on_with_it() {
    for seed in 0..40 {
        let faults = Faults::seeded(seed);
        let house = House::of(Options { faults: faults.clone(), ..Options::ephemeral() }).await;
        let tenant = house.tenant().await;
        faults.begin();
        for n in 0..4 {
            let event = json!({ "event_type": "data_access", "severity": "info", "message": n.to_string() });
            drop(house.post(&tenant.key, super::AUDIT, &event).await);
            house.deliver_seal(&tenant).await;
        }
        faults.end();
        house.seal(&tenant).await;
        let report = house.verified(&tenant).await;
        assert!(report.intact > 0 && report.flaws.is_empty() && report.tail.is_empty(), "{seed}: {report:?}");
    }
}

#[tokio::test]
async fn what_was_chained_and_not_signed_is_signed_by_whoever_comes_next() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for n in 0..3 {
        house.store(&tenant, &format!("key-{n}")).await;
    }
    let (operator, now) = (house.operator(), house.operator().clock().now());
    let records = operator.unsealed(tenant.tenant, None, 2).await.unwrap();
    let next = chained(tenant.tenant, Head::of_none(tenant.tenant), &records, now).unwrap();
    let chain = operator.audit_chain(tenant.tenant);
    chain.extend(Head::of_none(tenant.tenant), &next).await.unwrap();
    let report = house.verified(&tenant).await;
    assert_eq!((report.intact, report.unsigned, report.tail.len(), report.flaws), (2, 2, 1, vec![]));
    assert!(chain.extend(next.head, &next).await.is_err(), "nothing is chained behind what is not signed");
    assert_eq!(house.deliver_seal(&tenant).await["batchItemFailures"], json!([]));
    let report = house.verified(&tenant).await;
    assert_eq!((report.intact, report.unsigned, report.tail.len(), report.flaws), (3, 0, 0, vec![]));
}
