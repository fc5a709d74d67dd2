//! Steps of `lag_decomposition.feature`.

mod adaptation;
mod again;
mod chain;
mod endings;
mod files;
mod limits;

pub use limits::ByHand;
