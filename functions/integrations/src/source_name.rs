use std::{fmt, str::FromStr};

use genesis_core::{Fault, Kind, TenantId};

/// What a tenant calls somebody who sends events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceName(String);

/// Where a source sends its events: the tenant and the name, with a dot between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceAddress {
    pub tenant: TenantId,
    pub name: SourceName,
}

const LONGEST: usize = 63;

impl SourceName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SourceName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let is_name = text.len() <= LONGEST
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_name { Ok(Self(text.to_owned())) } else { Err(InvalidName) }
    }
}

impl FromStr for SourceAddress {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let (tenant, name) = text.split_once('.').ok_or(InvalidName)?;
        Ok(Self { tenant: tenant.parse().map_err(|_| InvalidName)?, name: name.parse()? })
    }
}

impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tenant, self.name.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to {LONGEST} lower-case letters, digits and hyphens, a letter first")]
pub(crate) struct InvalidName;

impl Fault for InvalidName {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_source"
    }

    fn field(&self) -> Option<&str> {
        Some("source")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain_and_an_address_is_read_as_it_is_written() {
        let long = "a".repeat(64);
        for no_name in ["", "1st", "-a", "Git", "a.b", "a b", "ä", &long] {
            assert!(no_name.parse::<SourceName>().is_err(), "{no_name}");
        }
        let address = "0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10.git-hub2";
        assert_eq!(address.parse::<SourceAddress>().unwrap().to_string(), address);
        for no_address in
            ["", "github", "0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10", "0b0e6c52.github", "0B0E6C52-3F0C-4F6D-9D2B-5C8F3F1F7A10.a"]
        {
            assert!(no_address.parse::<SourceAddress>().is_err(), "{no_address}");
        }
    }
}
