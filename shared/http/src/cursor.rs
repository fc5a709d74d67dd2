use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

/// Where a listing goes on. Clients pass it back as they got it; what it says is none of their business.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    pub fn new(place: &impl fmt::Display) -> Self {
        Self(URL_SAFE_NO_PAD.encode(place.to_string()))
    }

    /// The place it was made of; `None` for what no listing has made.
    pub fn place<P: FromStr>(&self) -> Option<P> {
        String::from_utf8(URL_SAFE_NO_PAD.decode(&self.0).ok()?).ok()?.parse().ok()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
