use rustls::crypto::{CryptoProvider, ring};

/// Has the process encrypt with ring, as everything here does.
pub(crate) fn install() {
    if CryptoProvider::get_default().is_none() {
        // Whoever was quicker installed the same.
        drop(ring::default_provider().install_default());
    }
}
