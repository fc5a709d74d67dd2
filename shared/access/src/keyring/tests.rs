use genesis_core::{Ids, KeyId, SessionId, TenantId, Timestamp, UserId};
use proptest::prelude::*;

use super::*;
use crate::{Pepper, RecoveryCode, SealingKey, TotpSecret};

fn keys(count: usize) -> Result<Keyring, CredentialLimit> {
    let ids = Ids::seeded(1);
    (0..count).try_fold(Keyring::default(), |keyring, _| keyring.with_key(KeyId::new(ids.next())))
}

fn key(n: u64) -> KeyId {
    KeyId::new(Ids::seeded(n).next())
}

/// The n-th, which ends after so many milliseconds.
fn session(n: u64, expires_at: i64) -> OpenSession {
    let id = SessionId::new(Ids::seeded(n).next());
    OpenSession { id, hash: KeyHash::of_nothing(), key: key(n % 2), expires_at: Timestamp(expires_at) }
}

/// A user with an app and codes for when it is lost.
struct Enrolled {
    tenant: TenantId,
    user: UserId,
    secret: TotpSecret,
    sealing: SealingKey,
    pepper: Pepper,
    recovery: Vec<RecoveryCode>,
    keyring: Keyring,
}

fn enrolled() -> Enrolled {
    let (ids, secret) = (Ids::seeded(7), TotpSecret::new(*b"12345678901234567890"));
    let mut enrolled = Enrolled {
        tenant: TenantId::new(ids.next()),
        user: UserId::new(ids.next()),
        secret,
        sealing: SealingKey::of("key"),
        pepper: Pepper::new("pepper"),
        recovery: RecoveryCode::set(&ids),
        keyring: Keyring::default(),
    };
    let factor = Factor::new(&enrolled.secret, [0; 12], &enrolled.known()).with_recovery_codes(&enrolled.recovery, &enrolled.known());
    enrolled.keyring.factor = Some(factor);
    enrolled
}

impl Enrolled {
    fn known(&self) -> Known<'_> {
        Known { tenant: self.tenant, user: self.user, sealing: &self.sealing, pepper: &self.pepper }
    }

    fn proof(&self, code: &MfaCode, now: i64) -> Proof {
        self.keyring.prove(code, &self.known(), Timestamp(now)).unwrap()
    }

    /// Whether a code holds, with what comes of that kept.
    fn shows(&mut self, code: &MfaCode, now: i64) -> bool {
        match self.proof(code, now) {
            Proof::Holds(keyring) => {
                self.keyring = keyring;
                true
            }
            Proof::Fails(keyring) => {
                self.keyring = keyring;
                false
            }
            Proof::NotTaken => false,
        }
    }

    fn right(&self, now: i64) -> MfaCode {
        MfaCode::Totp(self.secret.code_at(Timestamp(now)))
    }

    fn wrong(&self, now: i64) -> MfaCode {
        let near: Vec<u32> = [-30_000, 0, 30_000].map(|away| self.secret.code_at(Timestamp(now + away))).into();
        MfaCode::Totp((0..4).find(|code| !near.contains(code)).unwrap())
    }
}

#[test]
fn a_user_has_ten_keys_at_most() {
    assert_eq!(keys(10).unwrap().keys.len(), 10);
    assert_eq!(keys(11), Err(CredentialLimit::Keys));
    let ten = keys(10).unwrap();
    let (first, another) = (ten.keys[0].clone(), KeyId::new(Ids::seeded(2).next()));
    let again = ten.without_key(&first).0.with_key(another.clone()).unwrap();
    assert!(!again.keys.contains(&first) && again.keys.contains(&another));
}

#[test]
fn the_sixth_session_ends_the_oldest() {
    let five = (1..=5).fold(Keyring::default(), |keyring, n| keyring.with_session(session(n, 1_000), Timestamp(0)).0);
    let (six, ended) = five.with_session(session(6, 1_000), Timestamp(0));
    assert_eq!(ended, [session(1, 1_000)]);
    assert_eq!(six.sessions, (2..=6).map(|n| session(n, 1_000)).collect::<Vec<_>>());
}

#[test]
fn a_session_that_is_over_takes_no_place() {
    let five = (1..=5).fold(Keyring::default(), |keyring, n| keyring.with_session(session(n, n as i64 * 1_000), Timestamp(0)).0);
    let (after, ended) = five.with_session(session(6, 9_000), Timestamp(2_000));
    assert_eq!(ended, [session(1, 1_000), session(2, 2_000)]);
    assert_eq!(after.sessions.len(), 4);
}

#[test]
fn the_sessions_of_a_key_end_with_it() {
    let five = (1..=5).fold(Keyring::default(), |keyring, n| keyring.with_session(session(n, 1_000), Timestamp(0)).0);
    let (after, ended) = five.without_key(&key(1));
    let all = |sessions: Vec<OpenSession>| sessions.into_iter().map(|session| session.id).collect::<Vec<_>>();
    assert_eq!(all(ended), [1, 3, 5].map(|n| session(n, 0).id));
    assert_eq!(all(after.sessions), [2, 4].map(|n| session(n, 0).id));
}

#[test]
fn a_factor_cannot_be_moved_to_another_user() {
    let user = enrolled();
    let moved = Enrolled { user: UserId::new(Ids::seeded(99).next()), ..enrolled() };
    assert!(moved.keyring.prove(&user.right(0), &moved.known(), Timestamp(0)).is_err());
}

#[test]
fn a_code_of_the_app_and_each_recovery_code_hold_once() {
    let (mut user, now) = (enrolled(), 1_700_000_000_000);
    let right = user.right(now);
    assert!(user.shows(&right, now));
    assert!(!user.shows(&right, now));
    for code in user.recovery.clone() {
        let code = MfaCode::Recovery(code);
        assert!(user.shows(&code, now));
        assert!(!user.shows(&code, now));
    }
    assert_eq!(user.keyring.factor.unwrap().recovery_codes_left(), 0);
}

#[test]
fn after_five_wrong_codes_the_right_one_does_not_hold_for_half_an_hour() {
    let (mut user, now) = (enrolled(), 1_700_000_000_000);
    for _ in 0..5 {
        assert!(!user.shows(&user.wrong(now), now));
    }
    for code in [user.right(now), MfaCode::Recovery(user.recovery[0].clone())] {
        assert_eq!(user.proof(&code, now), Proof::NotTaken);
    }
    let later = now + 30 * 60_000;
    assert!(!user.shows(&user.right(now), later), "the code is one of then");
    assert!(user.shows(&user.right(later), later));
}

#[test]
fn without_a_factor_nothing_is_proven() {
    let user = Enrolled { keyring: Keyring::default(), ..enrolled() };
    assert_eq!(user.proof(&user.right(0), 0), Proof::NotTaken);
}

proptest! {
    /// Whatever the order of openings and endings, no user has more than five sessions, and only the oldest give way.
    #[test]
    fn there_are_five_sessions_at_most(steps in prop::collection::vec((0_i64..2_000, 1_i64..6_000, any::<bool>()), 1..60)) {
        let (mut keyring, mut now) = (Keyring::default(), 0);
        for (n, (wait, length, end)) in steps.into_iter().enumerate() {
            now += wait;
            let before = keyring.sessions.clone();
            let (after, ended) = keyring.with_session(session(n as u64, now + length), Timestamp(now));
            let open: Vec<_> = before.iter().filter(|session| session.expires_at.0 > now).cloned().collect();
            prop_assert!(after.sessions.len() <= MOST_SESSIONS);
            prop_assert!(after.sessions.ends_with(&[session(n as u64, now + length)]));
            prop_assert_eq!(ended.len() + after.sessions.len(), before.len() + 1);
            let kept = &after.sessions[..after.sessions.len() - 1];
            prop_assert!(open.ends_with(kept) && (kept.len() == open.len() || kept.len() == MOST_SESSIONS - 1));
            keyring = match (end, after.sessions.first()) {
                (true, Some(first)) => {
                    let id = first.id;
                    after.without_session(id).unwrap().0
                }
                _ => after,
            };
        }
    }
}
