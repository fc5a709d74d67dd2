use genesis_core::{TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{KeyHash, NotSealedHere, Pepper, RecoveryCode, Sealed, SealingKey, TotpSecret, totp::Step};

/// What a user shows beside a key: what their authenticator app says, or one of the codes for when that is lost.
pub enum MfaCode {
    Totp(u32),
    Recovery(RecoveryCode),
}

impl MfaCode {
    /// Six digits, or a recovery code. None of what can be neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit()) {
            return text.parse().ok().map(Self::Totp);
        }
        RecoveryCode::parse(text).map(Self::Recovery)
    }
}

/// A user's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// The secret that the user's app has, too.
    secret: Sealed,
    /// When a first code has shown that the app has it. Before, it proves nothing.
    pub confirmed_at: Option<Timestamp>,
    /// Up to here codes have been used.
    last_step: Step,
    recovery: Vec<KeyHash>,
}

impl Factor {
    /// One that nothing has been proven with yet. No nonce may come twice.
    pub fn new(secret: &TotpSecret, nonce: [u8; 12], known: &Known<'_>) -> Self {
        let secret = known.sealing.seal(secret.as_bytes(), nonce, &known.place());
        Self { secret, confirmed_at: None, last_step: 0, recovery: Vec::new() }
    }

    /// From now on what is proven with it counts.
    pub fn confirmed(self, now: Timestamp) -> Self {
        Self { confirmed_at: Some(now), ..self }
    }

    pub fn recovery_codes_left(&self) -> usize {
        self.recovery.len()
    }

    /// In the place of all that there were.
    pub fn with_recovery_codes(self, codes: &[RecoveryCode], known: &Known<'_>) -> Self {
        Self { recovery: codes.iter().map(|code| code.hash(known.user, known.pepper)).collect(), ..self }
    }

    /// The factor after a code that holds was used; none of one that does not.
    pub(crate) fn after(&self, code: &MfaCode, known: &Known<'_>, now: Timestamp) -> Result<Option<Self>, NotSealedHere> {
        let secret = known.sealing.open(&self.secret, &known.place())?;
        let secret = TotpSecret::from_slice(&secret).ok_or(NotSealedHere)?;
        Ok(match code {
            MfaCode::Totp(code) => {
                let step = secret.step_of(*code, now, self.last_step);
                step.map(|last_step| Self { last_step, ..self.clone() })
            }
            MfaCode::Recovery(code) => code.place_in(&self.recovery, known.user, known.pepper).map(|place| {
                let mut used = self.clone();
                used.recovery.remove(place);
                used
            }),
        })
    }
}

/// Whose codes are looked at, and what they are held against.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub tenant: TenantId,
    pub user: UserId,
    pub sealing: &'a SealingKey,
    pub pepper: &'a Pepper,
}

impl Known<'_> {
    /// What a secret is sealed for.
    fn place(&self) -> String {
        format!("second factor of {} of {}", self.user, self.tenant)
    }
}

#[cfg(test)]
mod tests {
    use genesis_core::Ids;

    use super::*;

    #[test]
    fn a_code_is_six_digits_or_a_recovery_code() {
        assert!(matches!(MfaCode::parse(" 000123 "), Some(MfaCode::Totp(123))));
        assert!(matches!(MfaCode::parse(&RecoveryCode::random(&Ids::seeded(1)).reveal()), Some(MfaCode::Recovery(_))));
        for none in ["", "12345", "1234567", "+12345", "12345x", "１２３４５６"] {
            assert!(MfaCode::parse(none).is_none(), "{none}");
        }
    }
}
