//! Steps of `security.feature`.

mod sessions;

pub use sessions::SignedIn;
