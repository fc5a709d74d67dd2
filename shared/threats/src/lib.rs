//! Who means harm, by what they do: floods, bots, scraping, guessed credentials, what is out of the ordinary. And addresses: ranges that may
//! or may not come in, lists of those known for harm, what an address has done lately.
//!
//! Pure: what was seen and the time come in, a level and what to do about it go out. What is remembered is bounded.

mod address;
mod anomaly;
mod bots;
mod brute_force;
mod flood;
mod level;
mod listed;
mod ranges;
mod risk;
mod scraping;
mod status;
mod watch;

pub use address::plain;
pub use anomaly::{Shape, Usual};
pub use bots::{BOT_SHARE, Headers, Pace, agent_score};
pub use brute_force::brute_force;
pub use flood::{distributed_flood, flood};
pub use level::{Level, Response};
pub use listed::{BlockList, InvalidLine};
pub use ranges::{AddressRanges, InvalidRange};
pub use risk::{Activity, Recommendation, Risk, RiskLevel};
pub use scraping::scraping;
pub use status::{STATUS_WINDOW, Status};
pub use watch::{Assessment, Seen, Threat, Watch};
