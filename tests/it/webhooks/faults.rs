//! Events that come in while calls fail and answers are lost.

use genesis_core::Ids;
use genesis_embedded_cloud::Faults;
use genesis_local::Options;

use super::{BODY, Hooked, SECRET};

#[tokio::test(start_paused = true)]
async fn whatever_is_lost_on_the_way_an_event_that_was_taken_in_is_in_the_audit_once() {
    for seed in 0..150 {
        let faults = Faults::seeded(seed);
        let hooked = Hooked::among("genesis", Options { ids: Ids::seeded(seed), faults: faults.clone(), ..Options::ephemeral() }).await;
        faults.begin();
        let mut answers = Vec::new();
        while answers.last().is_none_or(|status| *status >= 500) {
            answers.push(hooked.send_signed(SECRET, BODY).await.0);
        }
        faults.end();
        let done = hooked.told().await.iter().filter(|(_, result)| result == "done").count();
        assert_eq!(done, 1, "{seed}: {answers:?}");
        assert!(answers.len() > 1 || answers == [200], "{seed}: nothing else failed, and the sender is told {answers:?}");
    }
}
