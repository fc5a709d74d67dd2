//! Steps of `rcr_routing.feature`.

mod age;
mod desk;
mod effect;
mod offered;
mod order;
mod policies;
mod runs;
mod savings;
mod within;

pub use desk::Desk;
pub use policies::Tried;
