use genesis_core::TenantId;
use serde::{Deserialize, Serialize};

use crate::{Name, Unacceptable};

/// A tenant's name in addresses: a label of DNS, 3 to 63 lower-case letters, digits and single hyphens, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

/// So many tenants of one name have a small number in their slug.
const NUMBERED: u32 = 8;

/// What addresses of the platform's own begin with, or what somebody could take for the platform.
const TAKEN: [&str; 16] = [
    "account", "admin", "api", "app", "auth", "billing", "genesis", "health", "login", "mail", "platform", "root", "security", "status",
    "support", "www",
];

impl Slug {
    pub const FEWEST_CHARACTERS: usize = 3;
    pub const MOST_CHARACTERS: usize = 63;
    pub const PATTERN: &str = "^[a-z](-?[a-z0-9])*$";

    pub fn parse(text: &str) -> Result<Self, Unacceptable> {
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let fits = (Self::FEWEST_CHARACTERS..=Self::MOST_CHARACTERS).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.split('-').all(|part| !part.is_empty() && part.chars().all(is_letter));
        match fits {
            false => Err(Unacceptable::Slug),
            true if TAKEN.contains(&text) => Err(Unacceptable::TakenSlug),
            true => Ok(Self(text.to_owned())),
        }
    }

    /// The attempts at a slug for a tenant, until one is free: some numbers, and where many have the name a number of its own.
    pub fn attempts(tenant: TenantId) -> impl Iterator<Item = u32> {
        let id = tenant.to_string();
        let own = id.get(..7).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(u32::MAX);
        (1..=NUMBERED).chain([own])
    }

    /// What a name comes to in addresses, at the first try, the second ... Letters beyond ASCII that have a plain form are
    /// written in it, and a name of none that has is `tenant`.
    pub fn of(name: &Name, attempt: u32) -> Self {
        let letters: String = name.as_str().to_lowercase().chars().map(plain).collect();
        let parts: Vec<&str> = letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let joined = parts.join("-");
        let stem = joined.trim_start_matches(|c: char| !c.is_ascii_lowercase());
        let stem = if stem.len() < Self::FEWEST_CHARACTERS || TAKEN.contains(&stem) { format!("tenant-{stem}") } else { stem.to_owned() };
        let ending = if attempt > 1 { format!("-{attempt}") } else { String::new() };
        let room = Self::MOST_CHARACTERS - ending.len();
        let stem = stem[..stem.len().min(room)].trim_end_matches('-');
        Self(format!("{stem}{ending}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// A letter without what stands above or below it; what has no such form becomes a space.
fn plain(letter: char) -> char {
    match letter {
        c if c.is_ascii() => c,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'œ' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' | 'ß' => 's',
        'ť' | 'ț' | 'ţ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(name: &str, attempt: u32) -> String {
        Slug::of(&Name::parse("name", name).unwrap(), attempt).0
    }

    #[test]
    fn a_slug_is_made_of_the_name() {
        for (name, slug) in [
            ("Acme", "acme"),
            ("  Acme & Söhne, Inc. ", "acme-sohne-inc"),
            ("ACME -- 2", "acme-2"),
            ("4you GmbH", "you-gmbh"),
            ("日本", "tenant"),
            ("X", "tenant-x"),
            ("Admin", "tenant-admin"),
        ] {
            assert_eq!(of(name, 1).trim_end_matches('-'), slug, "{name}");
        }
        assert_eq!([of("Acme", 2), of("Acme", 17), of(&"é".repeat(255), 2)], ["acme-2", "acme-17", &format!("{}-2", "e".repeat(61))]);
    }

    #[test]
    fn what_is_no_label_or_the_platforms_own_is_refused() {
        for text in ["", "ab", "Acme", "acme--x", "-acme", "acme-", "1acme", "ac me", "äcme", "acme.x", &"x".repeat(64)] {
            assert_eq!(Slug::parse(text), Err(Unacceptable::Slug), "{text}");
        }
        assert_eq!(Slug::parse("admin"), Err(Unacceptable::TakenSlug));
        assert!(Slug::parse("acme-2").is_ok());
    }

    proptest! {
        #[test]
        fn whatever_the_name_the_slug_is_one(name in "\\PC{1,255}", attempt in 1_u32..100_000) {
            if let Ok(name) = Name::parse("name", &name) {
                let slug = Slug::of(&name, attempt);
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
            }
        }
    }
}
