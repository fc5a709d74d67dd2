use serde::{Deserialize, Serialize};

/// How a source proves itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Our own: `X-Genesis-Signature` over `X-Genesis-Timestamp`, a dot and the body.
    Genesis,
    /// The first of five headers over the body, of any of the three algorithms, with a time beside it.
    Hmac,
    /// `X-Hub-Signature-256` over the body.
    Github,
    /// The secret itself in `X-Gitlab-Token`.
    Gitlab,
    /// `Stripe-Signature`, which holds a time and signatures over that, a dot and the body.
    Stripe,
    /// `X-Temporal-Signature` over the body, with a time beside it.
    Temporal,
}

impl Scheme {
    pub const NAMES: [&str; 6] = ["genesis", "hmac", "github", "gitlab", "stripe", "temporal"];

    /// The headers a signature may be in; the first that is there counts.
    pub(crate) fn signature_headers(self) -> &'static [&'static str] {
        match self {
            Scheme::Genesis => &["x-genesis-signature"],
            Scheme::Hmac => &["x-signature-256", "x-hub-signature-256", "x-signature", "x-hub-signature", "signature"],
            Scheme::Github => &["x-hub-signature-256"],
            Scheme::Gitlab => &["x-gitlab-token"],
            Scheme::Stripe => &["stripe-signature"],
            Scheme::Temporal => &["x-temporal-signature"],
        }
    }

    /// The headers that say when a request was signed; none where nothing does, or the signature itself.
    pub(crate) fn time_headers(self) -> &'static [&'static str] {
        match self {
            Scheme::Genesis => &["x-genesis-timestamp"],
            Scheme::Hmac | Scheme::Temporal => &["x-timestamp", "x-signature-timestamp"],
            Scheme::Github | Scheme::Gitlab | Scheme::Stripe => &[],
        }
    }
}
