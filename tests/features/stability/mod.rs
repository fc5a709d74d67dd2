//! Steps of `stability.feature`.

mod advice;
mod alike;
mod answers;
mod baseline;
mod edges;
mod files;
mod repeated;
mod sampled;
mod seen;
mod tracked;
mod twins;
mod work;

pub use baseline::Held;
pub use edges::Ended;
pub use sampled::Sampled;
