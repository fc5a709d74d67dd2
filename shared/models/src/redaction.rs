//! What is kept of prompts and replies for people to read: without numbers and addresses that are somebody's, and without secrets.
//!
//! Names, places and dates stay: they are what a question is about. Linear in the text's length.

use std::{borrow::Cow, sync::LazyLock};

use genesis_guard::{Wanted, scan_for};
use serde_json::Value;

static WANTED: LazyLock<Wanted> = LazyLock::new(Wanted::private);

/// The text with a mask in place of everything private; a card's number is left out entirely.
pub fn redacted(text: &str) -> Cow<'_, str> {
    let findings = scan_for(text, &WANTED);
    if findings.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(genesis_guard::redacted(text, &findings)) }
}

/// The same of all texts within a value, where a field's name says what it holds. What stands under one of `ids` stays.
pub fn masked(value: Value, ids: &[&str]) -> Value {
    genesis_guard::masked(value, &WANTED, ids)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_somebodys_is_masked() {
        for (text, expected) in [
            ("Write to ann.lee+x@mail.example.org, please.", "Write to ****@***.com, please."),
            ("<bob@example.com>bob@example.com.", "<****@***.com>****@***.com."),
            ("Her number is 123-45-6789.", "Her number is ***-**-****."),
            ("Call +1 (212) 555-0187.", "Call ***-***-****."),
            ("Pay with 4111 1111 1111 1111 today", "Pay with  today"),
            ("4111-1111-1111-1111, 4111111111111111, 3782 822463 10005", ", , "),
            ("In 2023 5555 5555 5555 4444", "In 2023 "),
            ("key sk-abcdefghijklmnop1234", "key [secret]"),
            ("AKIAIOSFODNN7EXAMPLE is one", "[secret] is one"),
            ("Authorization: Bearer eyJhbGci.eyJzdWIi.c2lnbmF0dXJl", "Authorization: Bearer [secret]"),
            ("api_key=0123456789abcdef0123", "api_key=[secret]"),
            (r#"{"token": "dGhpcyBpcyBhIHNlY3JldA1="}"#, r#"{"token": "[secret]"}"#),
            (r#"{\"client_secret\":\"q8Zr2LmX0vTn5KbY7wPd\"}"#, r#"{\"client_secret\":\"[secret]\"}"#),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for text in [
            "Marie Curie was born in Warsaw on 7 November 1867.",
            "4111 1111 1111 1112",
            "2001 2002 2003 2004",
            "1700000000000",
            "x4111111111111111",
            "0.4111111111111111",
            "000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000",
            "1-123-45-6789-1",
            "123-45-67890",
            "a@b, @home, me@localhost, x@y.z",
            "sk-8, sk-learn-and-all-its-many-friends, task-force-one-two-three-four, AKIA",
            "the key: internationalisation-of-everything",
            "token = short1",
            "the bearer of authentication",
            "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "It had 2,102,650 inhabitants in 2023, 105 of them on each square kilometre.",
        ] {
            assert!(matches!(redacted(text), Cow::Borrowed(same) if same == text), "{text}: {}", redacted(text));
        }
    }

    proptest! {
        #[test]
        fn plain_words_stay(text in "[a-zé ,.?!\n]{0,80}") {
            prop_assert!(matches!(redacted(&text), Cow::Borrowed(_)));
        }

        #[test]
        fn no_address_stays(local in "[a-z0-9]{1,10}", domain in "[a-z]{1,10}", before in "\\PC{0,8}", after in "\\PC{0,8}") {
            let address = format!("{local}@{domain}.org");
            let text = format!("{before} {address} {after}");
            prop_assert!(!redacted(&text).contains(&address));
        }
    }
}
