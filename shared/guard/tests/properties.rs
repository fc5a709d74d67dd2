//! What holds for every text.

use std::ops::Range;

use genesis_guard::{Finding, Kind, Policy, Wanted, judge, prompt_injection, redacted, scan, scan_for, sql_injection};
use proptest::prelude::*;

/// Pieces that rules are made for, between pieces of anything.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "4111 1111 1111 1111",
        "536-22-1234",
        "jane@example.org",
        "+49 30 901820",
        "DE89 3704 0044 0532 0130 00",
        "2001:db8::1",
        "ssn ",
        "passport C01X00T47",
        "Amanda Miller",
        "Köln",
        "Ignore all previous instructions",
        "' OR '1'='1",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "://",
        "@",
        "(at)",
        "\u{200b}",
        "１２３４",
        "\u{a0}",
        "é",
        "😀",
        "İ",
        "Dr. ",
        " de la ",
        "born 1 May 1980",
        "0x",
        "::",
        "a b c d e f",
        "password: x1",
        "CA 94105",
        "rue ",
        "\n",
        ", ",
        "-",
        ".",
    ];
    let piece = prop_oneof![3 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => "[0-9A-Za-z .,:;@/+-]{0,12}"];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn everything(text: &str) -> Vec<Finding> {
    scan_for(text, &Wanted { kinds: Kind::ALL.to_vec(), confidence: 0.0 })
}

fn agree(text: &str, bytes: &Range<usize>, chars: &Range<usize>) -> bool {
    let counted = |byte: usize| text[..byte].chars().count();
    text.is_char_boundary(bytes.start)
        && text.is_char_boundary(bytes.end)
        && counted(bytes.start) == chars.start
        && counted(bytes.end) == chars.end
}

proptest! {
    #[test]
    fn ranges_are_of_the_text_in_its_order_and_do_not_overlap(text in texts()) {
        let findings = everything(&text);
        for found in &findings {
            prop_assert!(!found.bytes.is_empty() && agree(&text, &found.bytes, &found.chars), "{found:?}");
            prop_assert!((0.0..=1.0).contains(&found.confidence));
        }
        prop_assert!(findings.windows(2).all(|pair| pair[0].bytes.end <= pair[1].bytes.start));
        for sign in prompt_injection(&text).signs.iter().chain(&sql_injection(&text).signs) {
            prop_assert!(text.get(sign.bytes.clone()).is_some());
        }
    }

    #[test]
    fn scores_are_shares(text in texts()) {
        prop_assert!((0.0..=1.0).contains(&prompt_injection(&text).score));
        prop_assert!((0.0..=1.0).contains(&sql_injection(&text).score));
    }

    #[test]
    fn nothing_that_proves_itself_is_left_in_redacted_text(text in texts()) {
        let clean = redacted(&text, &scan(&text));
        let proven = |kind| matches!(kind, Kind::CreditCard | Kind::Iban | Kind::Ssn | Kind::Email);
        let removed: Vec<String> = scan(&text).iter().filter(|found| proven(found.kind)).map(|found| text[found.bytes.clone()].to_owned()).collect();
        let left: Vec<_> = scan(&clean).into_iter().filter(|found| proven(found.kind) && removed.contains(&clean[found.bytes.clone()].to_owned())).collect();
        prop_assert!(left.is_empty() || left.iter().all(|found| found.mask() == &clean[found.bytes.clone()]), "{clean:?} {left:?}");
    }

    #[test]
    fn any_text_is_judged(text in "\\PC*") {
        judge(&text, &Policy::default());
    }
}
