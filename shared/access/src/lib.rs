//! What callers prove who they are with: API keys, sessions, second factors; what is kept of them, and when they hold.
//!
//! Of what is only compared a keyed hash is kept, and compared in constant time; what must be read again is sealed.

mod api_key;
mod base32;
mod factor;
mod invitation_token;
mod key_secrets;
mod keyring;
mod limits;
mod lockout;
mod pepper;
mod recovery;
mod sealed;
mod secret;
mod session;
mod session_token;
mod totp;

pub use api_key::{ApiKey, UnreadableKey};
pub use factor::{Factor, Known, MfaCode};
pub use invitation_token::InvitationToken;
pub use key_secrets::KeySecrets;
pub use keyring::{Keyring, MOST_KEYS, MOST_SESSIONS, OpenSession, Proof};
pub use limits::{CredentialLimit, KEY_USE_EVERY, KeyLifetime, Overlap, granted};
pub use lockout::{LOCKED_FOR, Lockout, MOST_FAILURES};
pub use pepper::{KeyHash, Pepper};
pub use recovery::{RECOVERY_CODES, RecoveryCode};
pub use sealed::{NotSealedHere, Sealed, SealingKey};
pub use secret::{is_same_secret, random_secret};
pub use session::{IDLE, InvalidSessionLength, SessionLength, SessionTimes};
pub use session_token::{SessionToken, UnreadableToken};
pub use totp::TotpSecret;
