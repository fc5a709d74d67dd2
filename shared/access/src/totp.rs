use std::fmt;

use genesis_core::{Ids, Timestamp};
use ring::hmac;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::{base32::base32, random_secret};

/// What authenticator apps show beside the code.
const ISSUER: &str = "GENESIS%20Orchestrator";
const STEP_MILLIS: u64 = 30_000;
const CODES: u32 = 1_000_000;

/// The secret that a user's authenticator app and the platform share: time-based one-time passwords of six digits (RFC 6238 with
/// HMAC-SHA-1, the one form that every app knows).
pub struct TotpSecret([u8; 20]);

/// The half minutes since 1970.
pub type Step = u64;

impl TotpSecret {
    pub fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    pub fn random(ids: &Ids) -> Self {
        Self(random_secret(ids).first_chunk().copied().expect("32 bytes hold 20"))
    }

    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As a person types it into an app.
    pub fn base32(&self) -> String {
        base32(&self.0)
    }

    /// As an app reads it from a picture. `account` is text without reserved characters, like an id.
    pub fn uri(&self, account: &str) -> String {
        format!("otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30", self.base32())
    }

    /// The step whose code this is: the present one, the one before or the one after, for clocks that differ. None of up to `last`, so
    /// that a code is accepted once. All three are compared whichever it is.
    pub fn step_of(&self, code: u32, now: Timestamp, last: Step) -> Option<Step> {
        let present = step_at(now);
        let mut found = 0;
        for step in [present.saturating_sub(1), present, present + 1] {
            let is_it = self.code(step).ct_eq(&code) & Choice::from(u8::from(step > last));
            found.conditional_assign(&step, is_it);
        }
        (found > 0).then_some(found)
    }

    /// The code that an app shows at this moment.
    pub fn code_at(&self, now: Timestamp) -> u32 {
        self.code(step_at(now))
    }

    /// RFC 4226, section 5.3.
    fn code(&self, step: Step) -> u32 {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[tag.len() - 1] & 15);
        let four = [tag[at], tag[at + 1], tag[at + 2], tag[at + 3]];
        (u32::from_be_bytes(four) & 0x7fff_ffff) % CODES
    }
}

fn step_at(now: Timestamp) -> Step {
    u64::try_from(now.0).unwrap_or_default() / STEP_MILLIS
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000)
    }

    /// RFC 6238, appendix B: the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in
            [(59, 287_082), (1_111_111_109, 81_804), (1_111_111_111, 50_471), (1_234_567_890, 5_924), (2_000_000_000, 279_037)]
        {
            assert_eq!(secret().code_at(at(seconds)), code, "at {seconds}");
        }
        assert_eq!(secret().code_at(at(20_000_000_000)), 353_130);
    }

    /// RFC 4226, appendix D.
    #[test]
    fn codes_of_counted_steps_are_those_of_the_standard() {
        let codes: Vec<u32> = (0..10).map(|step| secret().code(step)).collect();
        assert_eq!(codes, [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489]);
    }

    #[test]
    fn a_secret_is_shown_as_apps_read_it() {
        let expected = "otpauth://totp/GENESIS%20Orchestrator:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                        &issuer=GENESIS%20Orchestrator&algorithm=SHA1&digits=6&period=30";
        assert_eq!(secret().uri("ada"), expected);
        assert_eq!(format!("{:?}", secret()), "TotpSecret");
    }

    #[test]
    fn a_code_is_accepted_once_and_no_older_one_after_it() {
        let now = at(1_111_111_111);
        let code = secret().code_at(now);
        let step = secret().step_of(code, now, 0).unwrap();
        assert_eq!(secret().step_of(code, now, step), None);
        let before = secret().code_at(at(1_111_111_111 - 30));
        assert_eq!(secret().step_of(before, now, 0), Some(step - 1));
        assert_eq!(secret().step_of(before, now, step), None);
    }

    proptest! {
        #[test]
        fn a_code_holds_one_step_early_and_late_and_no_longer(bytes: [u8; 20], seconds in 60_i64..4_000_000_000, away in -5_i64..=5) {
            let secret = TotpSecret::new(bytes);
            let shown = secret.code_at(at(seconds));
            let near: Vec<u32> = (-1..=1).map(|step| secret.code_at(at(seconds + 30 * (away + step)))).collect();
            let accepted = secret.step_of(shown, at(seconds + 30 * away), 0);
            prop_assert_eq!(accepted.is_some(), near.contains(&shown));
            if away.abs() <= 1 { prop_assert!(accepted.is_some()); }
        }
    }
}
