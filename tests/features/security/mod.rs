//! Steps of `security.feature`.

mod access;
mod audit;
mod browsers;
mod content;
mod limits;
mod sessions;
mod signatures;

pub use access::Callers;
pub use audit::Audited;
pub use browsers::Pages;
pub use content::Sender;
pub use limits::Counted;
pub use sessions::SignedIn;
pub use signatures::Source;
