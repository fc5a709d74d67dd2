//! What the names of fields say.

/// At the end of a name, however its words are joined.
const SECRETS: [&str; 20] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "secret",
    "token",
    "bearer",
    "cookie",
    "authorization",
    "authorisation",
    "credential",
    "apikey",
    "privatekey",
    "secretkey",
    "accesskey",
    "authkey",
    "signingkey",
    "encryptionkey",
    "recoverycode",
    "securitycode",
];

/// A name's last word: shorter ones end other words too.
const SHORT_SECRETS: [&str; 7] = ["pwd", "pin", "cvv", "cvc", "otp", "jwt", "totp"];

/// What may stand behind the word for a secret.
const FORMS: [&str; 8] = ["value", "hash", "code", "header", "text", "plain", "raw", "string"];

/// No word further before a value says what it is: more than `BEFORE` of `personal/context.rs`, with the letter that shows where the furthest
/// word begins.
const END: usize = 96;

/// A field's name in small letters, its words apart: `date of birth` of `dateOfBirth` and of `date_of_birth`.
pub(super) fn words_of(name: &str) -> String {
    let (mut words, mut last) = (String::with_capacity(name.len() + 4), None::<char>);
    for letter in name.chars() {
        let begins = letter.is_uppercase() && last.is_some_and(char::is_lowercase);
        if (begins || !letter.is_alphanumeric()) && !words.ends_with(' ') && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.is_alphanumeric().then_some(letter).into_iter().flat_map(char::to_lowercase));
        last = Some(letter);
    }
    words.truncate(words.trim_end().len());
    words
}

/// As much of a name's words as may say what its values are.
pub(super) fn end_of(words: &str) -> &str {
    &words[words.ceil_char_boundary(words.len().saturating_sub(END))..]
}

/// Of a name's words.
pub(super) fn is_secret(words: &str) -> bool {
    let mut words: Vec<_> = words.split(' ').map(|word| word.trim_end_matches(|last: char| last.is_ascii_digit())).collect();
    words.retain(|word| !word.is_empty());
    let form = words.last().is_some_and(|last| FORMS.contains(last));
    ends_secret(&words) || (form && ends_secret(&words[..words.len() - 1]))
}

fn ends_secret(words: &[&str]) -> bool {
    let joined = words.concat();
    let one = joined.strip_suffix('s').unwrap_or(&joined);
    SECRETS.iter().any(|secret| one.ends_with(secret)) || words.last().is_some_and(|last| SHORT_SECRETS.contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_known_however_they_are_written() {
        for (name, expected) in [
            ("password", true),
            ("user_password", true),
            ("clientSecret", true),
            ("X-API-Key", true),
            ("apikeys", true),
            ("password_hash", true),
            ("pin code", true),
            ("CVV2", true),
            ("Authorization", true),
            ("db.privateKey", true),
            ("recovery_codes", true),
            ("token_count", false),
            ("password_changed_at", false),
            ("spin", false),
            ("code", false),
            ("key", false),
            ("", false),
            ("2", false),
        ] {
            assert_eq!(is_secret(&words_of(name)), expected, "{name}");
        }
        assert_eq!("date of birth", words_of("dateOfBirth"));
        assert_eq!("date of birth", words_of("_DATE-OF__BIRTH_"));
    }

    #[test]
    fn the_end_of_a_name_is_bounded_whatever_its_letters() {
        for letter in ["e", "é", "電", "🦀"] {
            let words = letter.repeat(1_000);
            let end = end_of(&words);
            assert!((END - 3..=END).contains(&end.len()) && words.ends_with(end), "{letter}");
        }
        assert_eq!(end_of("date of birth"), "date of birth");
    }
}
