use ring::{digest, hmac};

/// What a body is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Still sound in an HMAC; for senders that know no other.
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    pub const ALL: [Algorithm; 3] = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];

    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha512 => "sha512",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(text))
    }

    /// The one whose signatures have so many bytes.
    pub(crate) fn of_length(bytes: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.key("").algorithm().digest_algorithm().output_len() == bytes)
    }

    /// The signature of a message in parts, as lower-case hexadecimal digits.
    pub fn signature(self, secret: &str, message: &[&[u8]]) -> String {
        hexadecimal(self.tag(secret, message).as_ref())
    }

    /// Whether somebody who knows the secret signed the message; in constant time.
    pub(crate) fn is_signed(self, secret: &str, message: &[&[u8]], signature: &[u8]) -> bool {
        hmac::verify(&self.key(secret), &message.concat(), signature).is_ok()
    }

    fn tag(self, secret: &str, message: &[&[u8]]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.key(secret));
        message.iter().for_each(|part| context.update(part));
        context.sign()
    }

    fn key(self, secret: &str) -> hmac::Key {
        let algorithm = match self {
            Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Algorithm::Sha256 => hmac::HMAC_SHA256,
            Algorithm::Sha512 => hmac::HMAC_SHA512,
        };
        hmac::Key::new(algorithm, secret.as_bytes())
    }
}

/// Whether two texts are the same, in a time that tells nothing of where they differ.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let tag = Algorithm::Sha256.tag("compared", &[one.as_bytes()]);
    Algorithm::Sha256.is_signed("compared", &[other.as_bytes()], tag.as_ref())
}

/// SHA-256 of parts, as lower-case hexadecimal digits.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    hexadecimal(context.finish().as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits, in either case.
pub(crate) fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = hexadecimal.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202, case 2; RFC 4231, case 2.
    #[test]
    fn signatures_are_those_of_the_rfcs() {
        let message: &[&[u8]] = &[b"what do ya want ", b"for nothing?"];
        for (algorithm, expected) in [
            (Algorithm::Sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (Algorithm::Sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                Algorithm::Sha512,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
        ] {
            assert_eq!(algorithm.signature("Jefe", message), expected);
            assert!(algorithm.is_signed("Jefe", message, &bytes(expected).unwrap()));
            assert!(!algorithm.is_signed("jefe", message, &bytes(expected).unwrap()));
            assert_eq!(Algorithm::of_length(expected.len() / 2), Some(algorithm));
        }
        assert_eq!(Algorithm::of_length(31), None);
    }

    #[test]
    fn what_is_no_pairs_of_digits_is_no_bytes() {
        for text in ["a", "zz", "0x", "é", "+1"] {
            assert_eq!(bytes(text), None, "{text}");
        }
        assert_eq!(bytes("00fFAb"), Some(vec![0, 255, 171]));
    }
}
