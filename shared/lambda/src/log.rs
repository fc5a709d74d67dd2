use std::str::FromStr;

use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// JSON lines on standard output, as CloudWatch reads them; the level comes from `RUST_LOG`, as a list of `TARGET=LEVEL` or a level
/// for all, `info` without it.
#[expect(clippy::disallowed_methods, reason = "where every program in Rust says what it logs, and no setting of ours")]
pub(crate) fn start() {
    let asked = std::env::var("RUST_LOG").ok().and_then(|asked| Targets::from_str(&asked).ok());
    let filter = asked.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer().json().with_current_span(false);
    tracing_subscriber::registry().with(lines).with(filter).init();
}
