//! Where something stands in a list that is read part by part.

mod history_place;
mod work_place;

pub use history_place::HistoryPlace;
pub use work_place::WorkPlace;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct UnreadablePlace;
