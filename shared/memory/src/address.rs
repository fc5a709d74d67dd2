use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::InvalidMemory;

/// What a memory is kept under within its namespace: 1 to 255 characters.
///
/// It is read back as the end of a path, which API Gateway decodes before it looks at it. So a key has no `?`, at which
/// a decoded path is cut off, and no part between slashes is `.` or `..`, which clients and gateways resolve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemoryKey(String);

impl MemoryKey {
    pub const MOST_CHARACTERS: usize = 255;

    /// What is asked for besides the length, as a regular expression of JSON Schema.
    pub const PATTERN: &str = r"^(?!(.*/)?\.{1,2}(/|$))[^\u0000-\u001f\u007f-\u009f?]+$";

    pub fn parse(text: String) -> Result<Self, InvalidMemory> {
        let survives_a_path = !text.contains('?') && !text.split('/').any(|part| matches!(part, "." | ".."));
        if is_name(&text, Self::MOST_CHARACTERS) && survives_a_path { Ok(Self(text)) } else { Err(InvalidMemory::Key) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

impl FromStr for MemoryKey {
    type Err = InvalidMemory;

    fn from_str(text: &str) -> Result<Self, InvalidMemory> {
        Self::parse(text.to_owned())
    }
}

/// A set of keys of its own: 1 to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Namespace(String);

impl Namespace {
    pub const MOST_CHARACTERS: usize = 100;

    /// What is asked for besides the length, as a regular expression of JSON Schema.
    pub const PATTERN: &str = r"^[^\u0000-\u001f\u007f-\u009f]+$";

    /// `default` where none is named.
    pub fn parse(text: Option<String>) -> Result<Self, InvalidMemory> {
        let text = text.unwrap_or_else(|| "default".to_owned());
        if is_name(&text, Self::MOST_CHARACTERS) { Ok(Self(text)) } else { Err(InvalidMemory::Namespace) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

fn is_name(text: &str, most_characters: usize) -> bool {
    (1..=most_characters).contains(&text.chars().count()) && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_path_of_a_url() {
        for text in ["a", " ", "%2F", "a/b", "/", "a//", "...", "a/.b", "a+b&c=d#e", "ключ 🗝", &"🗝".repeat(255)] {
            assert!(MemoryKey::parse(text.to_owned()).is_ok(), "{text}");
        }
        for text in ["", "what?", ".", "..", "a/..", "./a", "a\nb", "\0", "\u{85}", &"x".repeat(256)] {
            assert_eq!(MemoryKey::parse(text.to_owned()), Err(InvalidMemory::Key), "{text}");
        }
    }

    #[test]
    fn a_namespace_is_a_name() {
        assert_eq!(Namespace::parse(None).unwrap().as_str(), "default");
        assert!(Namespace::parse(Some("é?/..".to_owned())).is_ok());
        for text in ["", "\t", &"x".repeat(101)] {
            assert_eq!(Namespace::parse(Some(text.to_owned())), Err(InvalidMemory::Namespace), "{text}");
        }
    }
}
