//! Who means harm, by what they do: floods, bots, scraping, guessed credentials, what is out of the ordinary; and what an address has done
//! lately.
//!
//! Pure: what was seen and the time come in, a level and what to do about it go out. What is remembered is bounded.

mod address;
mod anomaly;
mod bots;
mod brute_force;
mod flood;
mod level;
mod risk;
mod scraping;
mod watch;

pub use address::plain;
pub use anomaly::{Shape, Usual};
pub use bots::{Headers, Pace, agent_score};
pub use brute_force::brute_force;
pub use flood::{distributed_flood, flood};
pub use level::{Level, Response};
pub use risk::{Activity, Recommendation, Risk, RiskLevel};
pub use scraping::scraping;
pub use watch::{Assessment, Seen, Threat, Watch};
