use core::{fmt, net::IpAddr, str::FromStr};
use std::collections::BTreeMap;

use genesis_core::{IpRange, Listed, written_as_text};

/// Addresses and ranges, with what is said of each. As a text, a line has one of them, and behind `#` or `;` what is said of it; empty lines, and
/// those that begin so, are skipped. Public lists of ranges to drop are written like that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressList(BTreeMap<IpRange, String>);

/// Why a text is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidList {
    /// The line is counted from 1 on.
    #[error("line {line}: `{written}` is not an address or a range in CIDR, like 203.0.113.0/24, whose last bits are zero")]
    Line { line: usize, written: String },
    #[error("the list is longer than {} KiB", AddressList::MOST_BYTES / 1024)]
    TooLong,
}

impl AddressList {
    /// Some 7,000 ranges.
    pub const MOST_BYTES: usize = 150 * 1024;
    /// What is said of a range is cut off behind so many characters.
    const MOST_SAID: usize = 100;

    /// What is said of the narrowest range that an address is in; none of one that is not listed.
    pub fn said_of(&self, address: IpAddr) -> Option<&str> {
        // Ranges are found by their first address, so that a long list is as quick as a short one.
        if self.is_empty() { None } else { IpRange::around(address).find_map(|range| self.0.get(&range)).map(String::as_str) }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Listed for AddressList {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn has(&self, address: IpAddr) -> bool {
        self.said_of(address).is_some()
    }
}

impl FromStr for AddressList {
    type Err = InvalidList;

    fn from_str(text: &str) -> Result<Self, InvalidList> {
        let mut list = BTreeMap::new();
        for (place, line) in text.lines().enumerate() {
            let (written, said) = line.split_once(['#', ';']).unwrap_or((line, ""));
            let written = written.trim();
            if !written.is_empty() {
                let invalid = |_| InvalidList::Line { line: place + 1, written: written.chars().take(Self::MOST_SAID).collect() };
                list.insert(written.parse().map_err(invalid)?, said.trim().chars().take(Self::MOST_SAID).collect());
            }
        }
        let list = Self(list);
        // As it is written, so that what is kept can be read again: a range may be longer then than somebody wrote it.
        if list.to_string().len() > Self::MOST_BYTES { Err(InvalidList::TooLong) } else { Ok(list) }
    }
}

impl fmt::Display for AddressList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(range, said)| if said.is_empty() { writeln!(f, "{range}") } else { writeln!(f, "{range};{said}") })
    }
}

written_as_text!(AddressList);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIST: &str = "; a list\n# of a day\n\n192.0.2.0/24 ; SBL1\n198.51.100.7 # scans\n2001:db8:bad::/48\n192.0.2.128/25;worse\r\n";

    #[test]
    fn an_address_is_known_for_what_its_narrowest_range_is() {
        let list: AddressList = LIST.parse().unwrap();
        assert_eq!(list.len(), 4);
        for (address, said) in [
            ("192.0.2.1", Some("SBL1")),
            ("192.0.2.200", Some("worse")),
            ("::ffff:192.0.2.1", Some("SBL1")),
            ("198.51.100.7", Some("scans")),
            ("198.51.100.8", None),
            ("2001:db8:bad::1", Some("")),
            ("2001:db8::1", None),
        ] {
            assert_eq!(list.said_of(address.parse().unwrap()), said, "{address}");
        }
    }

    #[test]
    fn a_line_that_is_no_range_is_named() {
        for (text, line, written) in [
            ("192.0.2.1\n\nnobody # here\n", 3, "nobody"),
            ("192.0.2.1/24", 1, "192.0.2.1/24"),
            ("# fine\n192.0.2.0 192.0.2.255", 2, "192.0.2.0 192.0.2.255"),
        ] {
            assert_eq!(text.parse::<AddressList>(), Err(InvalidList::Line { line, written: written.to_owned() }));
        }
    }

    #[test]
    fn a_list_is_as_long_as_it_is_written_and_one_that_is_taken_is_read_again() {
        let ranges = |count: u32| (0..count).map(|n| format!("2001:db8::{:x}\n", 0x1000 + n)).collect::<String>();
        let (full, all_but_one) = (ranges(10_240), ranges(10_239));
        assert_eq!((full.len(), all_but_one.len()), (AddressList::MOST_BYTES, AddressList::MOST_BYTES - 15));
        for (text, is_taken) in [
            (full.clone(), true),
            (full.trim_end().to_owned(), true),
            (format!("# of a day\n\n{full}"), true),
            (format!("{all_but_one}2001:db8::1;ab"), true),
            // What is written ends the last line, too, and spells a range out that somebody has cut short.
            (format!("{all_but_one}2001:db8::1;abc"), false),
            (format!("{all_but_one}1:2:3::5:6:7:8"), false),
            (ranges(10_241), false),
        ] {
            let list = text.parse::<AddressList>();
            assert_eq!(list.is_ok(), is_taken, "{}", &text[text.len() - 16..]);
            assert_eq!(list.clone().and_then(|list| list.to_string().parse()), list);
        }
    }

    proptest! {
        #[test]
        fn a_list_is_read_as_it_is_written(ranges in proptest::collection::vec((any::<u32>(), 0_u8..=32, "[a-z ]{0,9}"), 0..40)) {
            let cut = |bits: u32, prefix: u8| bits & u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            let line = |(bits, prefix, said): &(u32, u8, String)| {
                format!("{}/{prefix} # {said}\n", core::net::Ipv4Addr::from_bits(cut(*bits, *prefix)))
            };
            let list: AddressList = ranges.iter().map(line).collect::<String>().parse().unwrap();
            prop_assert_eq!(list.to_string().parse(), Ok(list.clone()));
            for (bits, ..) in &ranges {
                prop_assert!(list.has(core::net::Ipv4Addr::from_bits(*bits).into()));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            prop_assert!(text.parse::<AddressList>().is_err() || text.parse::<AddressList>().unwrap().len() <= 1);
        }
    }
}
