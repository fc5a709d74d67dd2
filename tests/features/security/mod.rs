//! Steps of `security.feature`.

mod access;
mod audit;
mod limits;
mod sessions;
mod signatures;

pub use access::Callers;
pub use audit::Audited;
pub use limits::Counted;
pub use sessions::SignedIn;
pub use signatures::Source;
