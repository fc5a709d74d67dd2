//! What goes wrong between a queue and the function it feeds.

use std::time::Duration;

use super::Faults;
use super::subject::without_tokens;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Plain,
    /// Received, and the function never invoked: the message comes back when its visibility ends.
    Lost,
    /// Handled, and not deleted: it comes back although it is done.
    Kept,
    /// Handled twice at one time.
    Doubled,
    /// Handled when others have overtaken it.
    Late(Duration),
}

impl Faults {
    /// How a message that says `body` is delivered this time.
    pub(crate) fn of_delivery(&self, queue: &str, body: &str) -> Delivery {
        let Some(draw) = self.draw(|| vec!["delivery".into(), queue.into(), without_tokens(body)]) else { return Delivery::Plain };
        match draw.of_ten_thousand(0) {
            0..150 => Delivery::Lost,
            150..400 => Delivery::Kept,
            400..700 => Delivery::Doubled,
            700..1_200 => Delivery::Late(draw.millis(10, 20_000)),
            _ => Delivery::Plain,
        }
    }
}
