//! Steps of `security.feature`.

mod access;
mod limits;
mod sessions;

pub use access::Callers;
pub use limits::Counted;
pub use sessions::SignedIn;
