//! What must not get in or out: personal data, secrets, and text that wants to give orders to a model or a database.
//!
//! Pure and linear: the time of every function grows with the length of the text and with nothing else, whatever the text.
//! Offsets are given in bytes and in characters of the text as it was passed in, also where it hides things from a reader
//! (full-width digits, characters of no width, unusual dashes).
//!
//! ```
//! use genesis_guard::{Kind, redacted, scan};
//!
//! let text = "Größe 1,80 m, jane@example.org, card 4111 1111 1111 1111";
//! let findings = scan(text);
//! assert_eq!([Kind::Email, Kind::CreditCard], findings.iter().map(|found| found.kind).collect::<Vec<_>>()[..]);
//! assert_eq!("Größe 1,80 m, ****@***.com, card ", redacted(text, &findings));
//! ```

mod beginnings;
mod checks;
mod fields;
mod finding;
mod folded;
mod injection;
mod kind;
mod leaps;
mod overlap;
mod personal;
mod policy;
mod redaction;
mod warming;

pub use fields::{masked, renamed};
pub use finding::{Finding, Reason};
pub use injection::{Injection, Sign, prompt_injection, sql_injection};
pub use kind::Kind;
pub use personal::{Wanted, scan, scan_for};
pub use policy::{Action, Judgement, Policy, judge};
pub use redaction::{readability, redacted};
pub use warming::warm;
