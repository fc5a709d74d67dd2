//! The sealer while calls fail and answers are lost.

use genesis_embedded_cloud::Faults;
use genesis_local::Options;
use serde_json::json;

use crate::house::House;

#[tokio::test(start_paused = true)]
async fn whatever_breaks_the_sealer_off_the_next_one_goes_on_with_it() {
    let mut broken_off = 0;
    for seed in 0..40 {
        let faults = Faults::seeded(seed);
        let house = House::of(Options { faults: faults.clone(), ..Options::ephemeral() }).await;
        let tenant = house.tenant().await;
        faults.begin();
        for n in 0..4 {
            let event = json!({ "event_type": "data_access", "severity": "info", "message": n.to_string() });
            drop(house.post(&tenant.key, super::AUDIT, &event).await);
            broken_off += usize::from(house.deliver_seal(&tenant).await["batchItemFailures"] != json!([]));
        }
        faults.end();
        house.seal(&tenant).await;
        let report = house.verified(&tenant).await;
        assert!(report.intact > 0 && report.flaws.is_empty() && report.tail.is_empty(), "{seed}: {report:?}");
    }
    assert!(broken_off > 1, "too little went wrong: {broken_off}");
}
