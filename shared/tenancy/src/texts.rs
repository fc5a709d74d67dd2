use serde::{Deserialize, Serialize};

use crate::Unacceptable;

/// What a tenant or a user is called: 1 to 255 characters on one line, without spaces around.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    pub const MOST_CHARACTERS: usize = 255;
    /// What a schema says of it: one line that is not blank.
    pub const PATTERN: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

    /// The spaces around it count: a schema knows no others.
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Unacceptable> {
        let name = text.trim();
        let fits = !name.is_empty() && text.chars().count() <= Self::MOST_CHARACTERS && !text.contains(char::is_control);
        if fits { Ok(Self(name.to_owned())) } else { Err(Unacceptable::Name(field)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// Where somebody gets mail. In lower case, so that nobody is there twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// The most of a path in SMTP (RFC 5321, section 4.5.3.1.3), without its brackets.
    pub const MOST_CHARACTERS: usize = 254;
    /// The most of what stands before the sign.
    const MOST_LOCAL: usize = 64;

    pub fn parse(field: &'static str, text: &str) -> Result<Self, Unacceptable> {
        let text = text.trim().to_lowercase();
        let is_local = |local: &str| {
            (1..=Self::MOST_LOCAL).contains(&local.chars().count())
                && !local.contains(|c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c))
                && !local.split('.').any(str::is_empty)
        };
        let fits = text.chars().count() <= Self::MOST_CHARACTERS
            && text.rsplit_once('@').is_some_and(|(local, host)| is_local(local) && is_host(host));
        if fits { Ok(Self(text)) } else { Err(Unacceptable::Email(field)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// A host's full name, as DNS has it: labels of letters, digits and hyphens.
pub(crate) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label) && text.contains(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_up_to_255_characters() {
        assert_eq!(Name::parse("name", " Zoë & Söhne ").unwrap().as_str(), "Zoë & Söhne");
        assert!(Name::parse("name", &"é".repeat(255)).is_ok());
        for text in ["", "  ", "a\nb", "a\n", "\ta", "a\u{85}b", &"x".repeat(256), &format!(" {}", "x".repeat(255))] {
            assert_eq!(Name::parse("name", text), Err(Unacceptable::Name("name")), "{text:?}");
        }
    }

    #[test]
    fn an_address_is_read_in_lower_case_and_only_if_mail_could_go_there() {
        assert_eq!(Email::parse("email", " Ada.L+x@Example.COM ").unwrap().as_str(), "ada.l+x@example.com");
        assert!(Email::parse("email", "o'brien@mail.example-1.org").is_ok());
        let long = format!("{}@example.com", "x".repeat(65));
        let longer = format!("a@{}.com", "x.".repeat(130));
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "a@exa mple.com",
            "a@-example.com",
            "a..b@example.com",
            ".a@example.com",
            "a@example..com",
            "a@1.2.3.4",
            "<a@example.com>",
            "a@example.com,b@example.com",
            &long,
            &longer,
        ] {
            assert_eq!(Email::parse("email", text), Err(Unacceptable::Email("email")), "{text:?}");
        }
    }
}
