use tracing_subscriber::EnvFilter;

/// JSON lines on standard output, as CloudWatch reads them; the level comes from `RUST_LOG`, `info` without it.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_current_span(false).init();
}
