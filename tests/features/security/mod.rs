//! Steps of `security.feature`.

mod access;
mod sessions;

pub use access::Callers;
pub use sessions::SignedIn;
