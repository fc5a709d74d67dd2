//! Who means harm, by what they do: floods, bots, scraping, guessed credentials, what is out of the ordinary. And addresses:
//! lists of those that may or may not come in, or are known for harm, and what one has done lately.
//!
//! Pure: what was seen and the time come in, a level and what to do about it go out. What is remembered is bounded.

mod address;
mod address_list;
mod anomaly;
mod bots;
mod brute_force;
mod door_lists;
mod flood;
mod level;
mod reputation;
mod risk;
mod scraping;
mod status;
mod watch;

pub use address::{is_private, network, plain};
pub use address_list::{AddressList, InvalidList};
pub use anomaly::Shape;
pub use bots::{Headers, bot_share};
pub use door_lists::DoorLists;
pub use level::Level;
pub use reputation::{Remembered, Reputation, ReputationSource, Said, Unreached};
pub use risk::{Activity, Recommendation, Risk, RiskLevel};
pub use status::Status;
pub use watch::{Assessment, Seen, Threat, Watch};
