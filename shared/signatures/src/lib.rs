//! Whether a request is from who shares a secret with us: HMAC (RFC 2104) over its raw body, in the headers that senders use.
//!
//! Pure: the time is passed in, and so are all secrets that may have signed. Signatures are compared in constant time. What a proof is to be
//! remembered by, so that nobody sends the same again, comes with it.

mod algorithm;
mod refused;
mod scheme;
mod verification;

pub use algorithm::Algorithm;
pub use refused::Refused;
pub use scheme::Scheme;
pub use verification::{MOST_SKEW, Proof, verify};
