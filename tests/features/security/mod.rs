//! Steps of `security.feature`.

mod access;
mod browsers;
mod content;
mod sessions;

pub use access::Callers;
pub use browsers::Pages;
pub use content::Sender;
pub use sessions::SignedIn;
