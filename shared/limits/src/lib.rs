//! How often somebody may: token bucket, sliding window, fixed window and leaky bucket as decisions, shares of a limit that instances lease, blocks.
//!
//! Whole numbers only, so that what is decided can be kept exactly by whoever counts for all: a decision comes down to one conditional write
//! to one number, a [`Step`], that either adds where the number lies within a range or replaces what has run out.

mod algorithm;
mod blocks;
mod client_name;
mod cost;
mod entrance;
mod headers;
mod level;
mod limit;
mod load;
mod meters;
mod presets;
mod rate;
mod reached;
mod shares;

pub use algorithm::Algorithm;
pub use blocks::Violations;
pub use client_name::ClientName;
pub use cost::{Cost, Priority};
pub use entrance::{Asking, Calling, Terms};
pub use headers::{Quota, policies, standings, whole_seconds};
pub use level::{Level, Step};
pub use limit::{Decision, Limit, Reading, WINDOW};
pub use load::Load;
pub use meters::{Meter, Verdict, decide};
pub use presets::{Client, OPEN_ENDPOINT, RouteClass};
pub use rate::{MOST_PER_MINUTE, Rate};
pub use reached::LimitReached;
pub use shares::{Lease, Leased, Pool, Share};
