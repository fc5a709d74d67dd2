//! Who did what, on what, from where and with what result; and how it is known that nobody changed the account of it.
//!
//! A record is text that never changes. A sealer gives each the next sequence number of its tenant's chain and a link: a hash over the link
//! before it, the number and the text. What was chained at once is told by a seal, which names every record with its digest and is signed
//! (Ed25519): whoever has the public key and the seals finds each record that was removed, altered, moved or put in.
//!
//! Pure: time, ids and the secret of the key are passed in.

mod chain;
mod event;
mod hash;
mod record;
mod seal;
mod verification;

pub use chain::{Chained, Head, NewLink, RETENTION, Unsealed, chained};
pub use event::{EventType, Severity};
pub use hash::Hash;
pub use record::{Record, Subject, UnreadableRecord};
pub use seal::{Draft, Entry, InvalidSeal, PublicKey, Seal, SigningKey};
pub use verification::{Flaw, Kept, Report, Trail, verify};
