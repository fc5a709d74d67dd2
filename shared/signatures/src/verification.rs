use std::time::Duration;

use genesis_core::Timestamp;

use crate::{
    Algorithm, Refused, Scheme,
    algorithm::{bytes, digest, is_same},
};

/// What the clocks of sender and receiver may differ by, either way.
pub const MOST_SKEW: Duration = Duration::from_secs(300);

/// A proof is remembered for so long where its time is signed: what is older is refused for that.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);
/// And for so long where nothing that is signed says when it was made.
const REMEMBERED_UNDATED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What the signature of a request proves it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The same for the same request, whatever was put into headers that nobody signed; 64 hexadecimal digits.
    pub nonce: String,
    /// How long to refuse what has the same.
    pub remembered_for: Duration,
    /// How far the sender's clock was behind ours, where it was shown.
    pub skew_seconds: Option<i64>,
}

/// Whether one of these secrets signed the body that came with these headers, now. Names of headers are asked for in lower case.
pub fn verify<'h>(
    scheme: Scheme,
    secrets: &[&str],
    header: impl Fn(&str) -> Option<&'h str>,
    body: &[u8],
    now: Timestamp,
) -> Result<Proof, Refused> {
    let signature = scheme.signature_headers().iter().find_map(|name| header(name)).ok_or(Refused::MissingSignature)?;
    if body.is_empty() {
        return Err(Refused::EmptyPayload);
    }
    if secrets.is_empty() {
        return Err(Refused::SecretUnavailable);
    }
    let times = scheme.time_headers();
    let missing = || times.first().map_or(Refused::ReplayAttack, |name| Refused::MissingTimestamp(name));
    let time = || times.iter().find_map(|name| header(name)).ok_or_else(missing);
    let shared = Shared { secrets, body };
    match scheme {
        Scheme::Gitlab => {
            require(shared.any(|secret| is_same(secret, signature)))?;
            let event = header("x-gitlab-event-uuid").unwrap_or_default();
            Ok(undated(digest(&[event.as_bytes(), b"\0", body])))
        }
        Scheme::Stripe => {
            let (time, signatures) = stripe_parts(signature)?;
            shared.dated(time, &signatures, now)
        }
        Scheme::Genesis => shared.dated(time()?, &[plain(signature)?], now),
        Scheme::Github => shared.undated(Algorithm::Sha256, &plain(signature)?),
        Scheme::Hmac | Scheme::Temporal => {
            let signature = plain(signature)?;
            let algorithm = algorithm(header("x-signature-algorithm"), &signature)?;
            let proof = shared.undated(algorithm, &signature)?;
            // The time is shown and not signed: it keeps nobody from sending the same again with another.
            Ok(Proof { skew_seconds: Some(skew(time()?, now)?), ..proof })
        }
    }
}

/// A body, and the secrets that somebody may have signed it with.
struct Shared<'a> {
    secrets: &'a [&'a str],
    body: &'a [u8],
}

impl Shared<'_> {
    /// All are tried, so that the time does not tell which it was.
    fn any(&self, is_of: impl Fn(&str) -> bool) -> bool {
        self.secrets.iter().fold(false, |found, secret| is_of(secret) | found)
    }

    /// Of signatures over a time, a dot and the body.
    fn dated(&self, time: &str, signatures: &[Vec<u8>], now: Timestamp) -> Result<Proof, Refused> {
        let message: [&[u8]; 3] = [time.as_bytes(), b".", self.body];
        let is_signed = |signature: &&Vec<u8>| self.any(|secret| Algorithm::Sha256.is_signed(secret, &message, signature));
        let signature = signatures.iter().find(is_signed).ok_or(Refused::InvalidSignature)?;
        let skew_seconds = Some(skew(time, now)?);
        Ok(Proof { nonce: digest(&[signature]), remembered_for: REMEMBERED, skew_seconds })
    }

    /// Of a signature over the body alone.
    fn undated(&self, algorithm: Algorithm, signature: &[u8]) -> Result<Proof, Refused> {
        require(self.any(|secret| algorithm.is_signed(secret, &[self.body], signature)))?;
        Ok(undated(digest(&[signature])))
    }
}

fn require(is_signed: bool) -> Result<(), Refused> {
    if is_signed { Ok(()) } else { Err(Refused::InvalidSignature) }
}

/// The one that is named, or whose signatures are as long as this.
fn algorithm(named: Option<&str>, signature: &[u8]) -> Result<Algorithm, Refused> {
    let algorithm = named.map_or_else(|| Algorithm::of_length(signature.len()), |name| Algorithm::parse(name.trim()));
    algorithm.ok_or(Refused::InvalidSignature)
}

/// The bytes of `sha256=...`, or of the digits alone.
fn plain(signature: &str) -> Result<Vec<u8>, Refused> {
    let signature = signature.trim();
    let digits = signature.split_once('=').filter(|(name, _)| Algorithm::parse(name).is_some()).map_or(signature, |(_, digits)| digits);
    bytes(digits).filter(|bytes| !bytes.is_empty()).ok_or(Refused::InvalidSignature)
}

/// `t=SECONDS,v1=DIGITS`, with as many signatures as the sender has secrets.
fn stripe_parts(signature: &str) -> Result<(&str, Vec<Vec<u8>>), Refused> {
    let parts = || signature.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find_map(|(name, value)| (name == "t").then_some(value)).ok_or(Refused::ReplayAttack)?;
    Ok((time, parts().filter(|(name, _)| *name == "v1").filter_map(|(_, digits)| bytes(digits)).collect()))
}

fn undated(nonce: String) -> Proof {
    Proof { nonce, remembered_for: REMEMBERED_UNDATED, skew_seconds: None }
}

/// How far behind a time in seconds since 1970 is, if not too far.
fn skew(time: &str, now: Timestamp) -> Result<i64, Refused> {
    let is_plain = !time.is_empty() && time.bytes().all(|digit| digit.is_ascii_digit());
    let seconds: i64 = time.parse().ok().filter(|_| is_plain).ok_or(Refused::ReplayAttack)?;
    let skew = (now.0 / 1_000).checked_sub(seconds).ok_or(Refused::ReplayAttack)?;
    if skew.unsigned_abs() <= MOST_SKEW.as_secs() { Ok(skew) } else { Err(Refused::ReplayAttack) }
}
