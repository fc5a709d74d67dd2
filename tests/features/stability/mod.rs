//! Steps of `stability.feature`.

mod advice;
mod alike;
mod answers;
mod baseline;
mod edges;
mod files;
mod repeated;
mod seen;
mod tracked;
mod twins;
mod work;

pub use baseline::Held;
pub use edges::Ended;
