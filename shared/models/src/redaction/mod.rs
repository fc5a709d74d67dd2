//! What is kept of prompts and replies for people to read: without addresses, keys and numbers that are somebody's.
//!
//! Finds what is certain by its form alone. Linear in the text's length.

mod digits;
mod email;
mod secret;

use std::{borrow::Cow, cmp::Reverse, ops::Range};

/// A place in a text, and what stands there instead.
type Masked = (Range<usize>, &'static str);

/// The text with e-mail addresses, secret keys, card numbers and US social security numbers masked; a card is left out entirely.
pub fn redacted(text: &str) -> Cow<'_, str> {
    let mut found: Vec<Masked> = email::find(text).into_iter().chain(secret::find(text)).chain(digits::find(text)).collect();
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    let (mut redacted, mut from) = (String::with_capacity(text.len()), 0);
    for (range, mask) in found {
        // What overlaps another is masked from where that one ends.
        if range.end > from {
            redacted.push_str(&text[from..range.start.max(from)]);
            redacted.push_str(mask);
            from = range.end;
        }
    }
    redacted.push_str(&text[from..]);
    Cow::Owned(redacted)
}

/// The maximal stretches of bytes of one kind.
fn runs(text: &str, belongs: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let (mut runs, mut start) = (Vec::new(), None);
    for (at, byte) in text.bytes().enumerate() {
        match (belongs(byte), start) {
            (true, None) => start = Some(at),
            (false, Some(begun)) => {
                runs.push(begun..at);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    runs.extend(start.map(|begun| begun..text.len()));
    runs
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
            ("Pay with 4111 1111 1111 1111 today", "Pay with  today"),
            ("4111-1111-1111-1111, 4111111111111111, 3782 822463 10005", ", , "),
            ("In 2023 5555 5555 5555 4444", "In 2023 "),
            ("key sk-abcdefghijklmnop1234", "key ****"),
            ("AKIAIOSFODNN7EXAMPLE is one", "**** is one"),
            ("Authorization: Bearer eyJhbGci.eyJzdWIi.c2ln", "Authorization: Bearer ****"),
            ("api_key=0123456789abcdef0123", "api_key=****"),
            (r#"{"token": "dGhpcyBpcyBhIHNlY3JldA1="}"#, r#"{"token": "****"}"#),
            (r#"{\"client_secret\":\"s3cr3tS3cr3tS3cr3t\"}"#, r#"{\"client_secret\":\"****\"}"#),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for text in [
            "4111 1111 1111 1112",
            "2001 2002 2003 2004",
            "1700000000000",
            "x4111111111111111",
            "0.4111111111111111",
            "000-12-3456, 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000",
            "1-123-45-6789-1",
            "123-45-67890",
            "a@b, @home, me@localhost, x@y.z",
            "sk-8, sk-learn-and-all-its-many-friends, task-force-one-two-three-four, AKIA",
            "the key: internationalisation-of-everything",
            "token = short1",
            "the bearer of authentication",
            "SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ] {
            assert!(matches!(redacted(text), Cow::Borrowed(same) if same == text), "{text}: {}", redacted(text));
        }
    }

    #[test]
    fn what_only_begins_alike_stays_however_long_it_is() {
        for piece in ["@", "a@", "key=", "key ", "bearer ", "1 ", "1111-", "sk-", "a.", "\"key\\\" :", "<é>"] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert!(redacted(&text) == text, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn plain_words_stay(text in "[a-zé ,.?!\n]{0,80}") {
            prop_assert!(matches!(redacted(&text), Cow::Borrowed(_)));
        }

        #[test]
        fn masking_never_panics(text in "([0-9]{1,16}|[- @.=:\"]|key|bearer|sk-|AKIA|[a-f0-9]{0,20}|\\PC{0,3}){0,30}") {
            drop(redacted(&text));
        }

        #[test]
        fn no_address_stays(local in "[a-z0-9]{1,10}", domain in "[a-z]{1,10}", before in "\\PC{0,8}", after in "\\PC{0,8}") {
            let address = format!("{local}@{domain}.org");
            let text = format!("{before} {address} {after}");
            prop_assert!(!redacted(&text).contains(&address));
        }
    }
}
