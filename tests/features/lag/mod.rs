//! Steps of `lag_decomposition.feature`.

mod adaptation;
mod again;
mod beside;
mod chain;
mod endings;
mod files;
mod limits;
mod unreachable;

pub use beside::Pair;
pub use limits::ByHand;
pub use unreachable::Tries;
