use std::{error::Error, io};

/// Whether TLS is behind an error. What an I/O error holds is not among its sources.
pub(crate) fn stems_from_tls(error: &(dyn Error + 'static)) -> bool {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => stems_from_tls(inner),
        None => error.is::<rustls::Error>() || error.source().is_some_and(stems_from_tls),
    }
}
