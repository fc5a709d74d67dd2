//! Steps of `security.feature`.

mod access;
mod audit;
mod sessions;
mod signatures;

pub use access::Callers;
pub use audit::Audited;
pub use sessions::SignedIn;
pub use signatures::Source;
