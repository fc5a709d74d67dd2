//! Schedules, as EventBridge Scheduler keeps them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior};

use crate::faults::{Faults, invoked};
use crate::functions::Functions;
use crate::stop::Stopped;

pub(crate) struct Schedule {
    pub functions: Arc<Functions>,
    pub faults: Faults,
    pub function: String,
    pub every: Duration,
    /// When it is due first.
    pub from: Instant,
}

impl Schedule {
    /// Invokes until the cloud stops, which ends an invocation under way.
    pub async fn run(self, mut stopped: Stopped) {
        let mut ticks = tokio::time::interval_at(self.from, self.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stopped.wait() => return,
                () = async { ticks.tick().await; self.invoke().await } => {}
            }
        }
    }

    async fn invoke(&self) {
        let event = json!({});
        match invoked(self.faults.of_invocation(&self.function, &event), || self.functions.invoke(&self.function, event.clone())) {
            None => tracing::warn!(function = self.function, "the function of a schedule is not registered"),
            Some(invocation) => {
                if let Err(error) = invocation.await {
                    tracing::warn!(function = self.function, %error, "a scheduled invocation failed");
                }
            }
        }
    }
}
