//! Steps of `security.feature`.

mod limits;
mod sessions;

pub use limits::Counted;
pub use sessions::SignedIn;
