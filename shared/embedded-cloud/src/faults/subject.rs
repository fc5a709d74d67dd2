//! What a thing is about, in words that are the same for the same seed.
//!
//! Task tokens are random: in a subject they are left out, and what is answered with one is about what was sent with it.

use std::borrow::Cow;

const TOKEN_DIGITS: usize = 64;

/// The text with an ellipsis for each task token.
pub(super) fn without_tokens(text: &str) -> Cow<'_, str> {
    let Some(token) = tokens(text).next() else { return Cow::Borrowed(text) };
    Cow::Owned(without_tokens(&text.replace(token, "…")).into_owned())
}

/// The task tokens in a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_hexdigit()).filter(|digits| digits.len() == TOKEN_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_left_out_and_ids_are_not() {
        let token = "0a".repeat(32);
        let run = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        assert_eq!(without_tokens(&format!(r#"{{"token":"{token}","run":"{run}"}}"#)), format!(r#"{{"token":"…","run":"{run}"}}"#));
        assert_eq!(without_tokens(&format!("{token} {run} {}", "1b".repeat(32))), format!("… {run} …"));
        assert_eq!(without_tokens("none"), "none");
    }
}
