//! What senders send, and what those send who would like to be taken for them.

use std::{collections::BTreeMap, time::Duration};

use genesis_core::Timestamp;
use genesis_signatures::{Algorithm, Proof, Refused, Scheme, verify};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const SECRET: &str = "a secret of 32 characters or more";
const BODY: &[u8] = br#"{"action":"opened"}"#;

const ALL: [Scheme; 6] = [Scheme::Genesis, Scheme::Hmac, Scheme::Github, Scheme::Gitlab, Scheme::Stripe, Scheme::Temporal];

type Headers = BTreeMap<String, String>;

fn headers(of: &[(&str, &str)]) -> Headers {
    of.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// What a sender of this scheme sends at this second.
fn sent(scheme: Scheme, secret: &str, body: &[u8], second: i64) -> Headers {
    let time = second.to_string();
    let over_body = Algorithm::Sha256.signature(secret, &[body]);
    let over_both = Algorithm::Sha256.signature(secret, &[time.as_bytes(), b".", body]);
    match scheme {
        Scheme::Genesis => headers(&[("x-genesis-signature", &format!("sha256={over_both}")), ("x-genesis-timestamp", &time)]),
        Scheme::Hmac => headers(&[("x-signature", &over_body), ("x-timestamp", &time)]),
        Scheme::Github => headers(&[("x-hub-signature-256", &format!("sha256={over_body}"))]),
        Scheme::Gitlab => headers(&[("x-gitlab-token", secret)]),
        Scheme::Stripe => headers(&[("stripe-signature", &format!("t={time},v1={over_both},v0=00"))]),
        Scheme::Temporal => headers(&[("x-temporal-signature", &over_body), ("x-timestamp", &time)]),
    }
}

fn verified(scheme: Scheme, secrets: &[&str], headers: &Headers, body: &[u8]) -> Result<Proof, Refused> {
    verify(scheme, secrets, |name| headers.get(name).map(String::as_str), body, NOW)
}

fn now() -> i64 {
    NOW.0 / 1_000
}

#[test]
fn what_each_sender_sends_is_its_own_and_whoever_has_another_secret_is_not() {
    for scheme in ALL {
        let sent = sent(scheme, SECRET, BODY, now());
        assert!(verified(scheme, &[SECRET], &sent, BODY).is_ok(), "{scheme:?}");
        assert!(verified(scheme, &["an earlier secret", SECRET], &sent, BODY).is_ok(), "{scheme:?}: secrets overlap");
        assert_eq!(verified(scheme, &["another"], &sent, BODY), Err(Refused::InvalidSignature), "{scheme:?}");
        assert_eq!(verified(scheme, &[], &sent, BODY), Err(Refused::SecretUnavailable), "{scheme:?}");
        assert_eq!(verified(scheme, &[SECRET], &Headers::new(), BODY), Err(Refused::MissingSignature), "{scheme:?}");
        assert_eq!(verified(scheme, &[SECRET], &sent, b""), Err(Refused::EmptyPayload), "{scheme:?}");
    }
}

#[test]
fn a_signature_is_over_the_raw_body() {
    for scheme in ALL.into_iter().filter(|scheme| *scheme != Scheme::Gitlab) {
        let sent = sent(scheme, SECRET, BODY, now());
        for other in [&b"{ \"action\":\"opened\"}"[..], br#"{"action":"opened"} "#, br#"{"action":"closed"}"#] {
            assert_eq!(verified(scheme, &[SECRET], &sent, other), Err(Refused::InvalidSignature), "{scheme:?}");
        }
    }
}

#[test]
fn three_algorithms_are_told_by_name_or_by_length() {
    for algorithm in Algorithm::ALL {
        let signature = algorithm.signature(SECRET, &[BODY]);
        let (time, name) = (now().to_string(), algorithm.as_str());
        for value in [signature.clone(), format!("{name}={signature}"), signature.to_uppercase()] {
            let by_length = headers(&[("x-signature", &value), ("x-timestamp", &time)]);
            let by_name = headers(&[("x-signature", &value), ("x-timestamp", &time), ("x-signature-algorithm", name)]);
            assert!(verified(Scheme::Hmac, &[SECRET], &by_length, BODY).is_ok(), "{value}");
            assert!(verified(Scheme::Hmac, &[SECRET], &by_name, BODY).is_ok(), "{value}");
        }
        for other in ["sha1", "sha256", "sha512", "md5", ""].into_iter().filter(|other| *other != name) {
            let misnamed = headers(&[("x-signature", &signature), ("x-timestamp", &time), ("x-signature-algorithm", other)]);
            assert_eq!(verified(Scheme::Hmac, &[SECRET], &misnamed, BODY), Err(Refused::InvalidSignature), "{name} as {other}");
        }
    }
}

#[test]
fn the_first_header_of_the_order_counts() {
    let order = ["x-signature-256", "x-hub-signature-256", "x-signature", "x-hub-signature", "signature"];
    let right = Algorithm::Sha256.signature(SECRET, &[BODY]);
    let wrong = "00".repeat(32);
    for (first, name) in order.iter().enumerate() {
        let signed = |values: [&str; 2]| {
            let mut sent = headers(&[("x-signature-timestamp", &now().to_string()), (name, values[0])]);
            sent.extend(order[first + 1..].iter().map(|later| (later.to_string(), values[1].to_owned())));
            verified(Scheme::Hmac, &[SECRET], &sent, BODY)
        };
        assert!(signed([&right, &wrong]).is_ok(), "{name}");
        assert_eq!(signed([&wrong, &right]), Err(Refused::InvalidSignature), "{name}");
    }
}

#[test]
fn clocks_may_differ_by_five_minutes_either_way() {
    for scheme in [Scheme::Genesis, Scheme::Hmac, Scheme::Stripe, Scheme::Temporal] {
        for (skew, is_taken) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (-1_000_000, false)] {
            let sent = sent(scheme, SECRET, BODY, now() - skew);
            let expected = if is_taken { Ok(Some(skew)) } else { Err(Refused::ReplayAttack) };
            assert_eq!(verified(scheme, &[SECRET], &sent, BODY).map(|proof| proof.skew_seconds), expected, "{scheme:?} {skew}");
        }
    }
}

#[test]
fn a_time_that_is_missing_or_none_is_refused() {
    for scheme in [Scheme::Hmac, Scheme::Temporal] {
        let mut sent = sent(scheme, SECRET, BODY, now());
        for time in ["", "now", "+1700000000", "1700000000.0", "99999999999999999999"] {
            sent.insert("x-timestamp".into(), time.into());
            assert_eq!(verified(scheme, &[SECRET], &sent, BODY), Err(Refused::ReplayAttack), "{time}");
        }
        sent.remove("x-timestamp");
        assert_eq!(verified(scheme, &[SECRET], &sent, BODY), Err(Refused::MissingTimestamp("x-timestamp")));
    }
    let untimed = headers(&[("stripe-signature", &format!("v1={}", Algorithm::Sha256.signature(SECRET, &[BODY])))]);
    assert_eq!(verified(Scheme::Stripe, &[SECRET], &untimed, BODY), Err(Refused::ReplayAttack));
}

#[test]
fn a_time_that_is_signed_cannot_be_made_anew() {
    for (scheme, name) in [(Scheme::Genesis, "x-genesis-timestamp"), (Scheme::Stripe, "stripe-signature")] {
        let mut sent = sent(scheme, SECRET, BODY, now() - 200);
        let renewed = sent[name].replace(&(now() - 200).to_string(), &now().to_string());
        sent.insert(name.into(), renewed);
        assert_eq!(verified(scheme, &[SECRET], &sent, BODY), Err(Refused::InvalidSignature), "{scheme:?}");
    }
}

#[test]
fn the_same_request_has_the_same_nonce_whatever_is_not_signed() {
    let nonce = |scheme, sent: &Headers| verified(scheme, &[SECRET], sent, BODY).unwrap().nonce;
    for (scheme, unsigned, value) in [
        (Scheme::Hmac, "x-timestamp", "1699999900"),
        (Scheme::Temporal, "x-timestamp", "1699999900"),
        (Scheme::Github, "x-github-delivery", "another"),
        (Scheme::Genesis, "x-request-id", "another"),
    ] {
        let first = sent(scheme, SECRET, BODY, now());
        let mut again = first.clone();
        again.insert(unsigned.into(), value.into());
        assert_eq!(nonce(scheme, &first), nonce(scheme, &again), "{scheme:?}");
    }
    let at = |second| nonce(Scheme::Genesis, &sent(Scheme::Genesis, SECRET, BODY, second));
    assert_ne!(at(now()), at(now() - 1), "a body that is signed again is another request");
}

#[test]
fn what_nothing_dates_is_remembered_longest() {
    for (scheme, hours) in [(Scheme::Genesis, 1), (Scheme::Stripe, 1), (Scheme::Hmac, 720), (Scheme::Github, 720), (Scheme::Gitlab, 720)] {
        let proof = verified(scheme, &[SECRET], &sent(scheme, SECRET, BODY, now()), BODY).unwrap();
        assert_eq!(proof.remembered_for, Duration::from_secs(hours * 3_600), "{scheme:?}");
    }
}

#[test]
fn github_says_so_with_the_longer_hash_alone() {
    let sha1 = Algorithm::Sha1.signature(SECRET, &[BODY]);
    let sent = headers(&[("x-hub-signature-256", &format!("sha1={sha1}")), ("x-signature-algorithm", "sha1")]);
    assert_eq!(verified(Scheme::Github, &[SECRET], &sent, BODY), Err(Refused::InvalidSignature));
}

proptest! {
    #[test]
    fn no_header_makes_it_panic_or_passes_for_a_signature(value in "\\PC{0,200}", time in "\\PC{0,20}", scheme in 0..6_usize) {
        let scheme = ALL[scheme];
        let mut sent = sent(scheme, "another secret", BODY, now());
        for name in ["x-signature", "x-genesis-signature", "x-hub-signature-256", "x-gitlab-token", "stripe-signature", "x-temporal-signature"] {
            sent.insert(name.into(), value.clone());
        }
        sent.insert("x-timestamp".into(), time.clone());
        sent.insert("x-genesis-timestamp".into(), time);
        prop_assert!(verified(scheme, &[SECRET], &sent, BODY).is_err());
    }

    #[test]
    fn any_body_that_was_signed_is_taken_and_no_other(body in proptest::collection::vec(any::<u8>(), 1..300), at in any::<usize>(), by in 1..=255_u8) {
        for scheme in ALL.into_iter().filter(|scheme| *scheme != Scheme::Gitlab) {
            let sent = sent(scheme, SECRET, &body, now());
            prop_assert!(verified(scheme, &[SECRET], &sent, &body).is_ok());
            let mut other = body.clone();
            other[at % body.len()] ^= by;
            prop_assert_eq!(verified(scheme, &[SECRET], &sent, &other), Err(Refused::InvalidSignature));
        }
    }
}
