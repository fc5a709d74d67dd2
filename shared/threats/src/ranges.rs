use std::{fmt, net::IpAddr, str::FromStr};

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

use crate::plain;

/// Ranges of addresses, of IPv4 and IPv6.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct AddressRanges(Vec<IpNet>);

/// What is no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{written}` is no address and no range of addresses like 192.0.2.0/24 or 2001:db8::/32")]
pub struct InvalidRange {
    /// Which of them, from 0 on.
    pub place: usize,
    pub written: String,
}

impl AddressRanges {
    pub fn parse<T: AsRef<str>>(written: impl IntoIterator<Item = T>) -> Result<Self, InvalidRange> {
        let ranges = written.into_iter().enumerate().map(|(place, written)| {
            let written = written.as_ref();
            range(written).ok_or_else(|| InvalidRange { place, written: written.to_owned() })
        });
        ranges.collect::<Result<_, _>>().map(Self)
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let address = plain(address);
        self.0.iter().any(|range| range.contains(&address))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether somebody may come in from an address: not from a denied range, and from an allowed one where there are any.
    pub fn admit(address: IpAddr, allowed: &Self, denied: &Self) -> bool {
        !denied.contains(address) && (allowed.is_empty() || allowed.contains(address))
    }
}

/// A range, or an address alone. What is mapped into IPv6 is of IPv4; bits behind the prefix do not count.
pub(crate) fn range(written: &str) -> Option<IpNet> {
    let written = written.trim();
    let range = match IpAddr::from_str(written) {
        Ok(address) => IpNet::from(address),
        Err(_) => IpNet::from_str(written).ok()?,
    };
    let range = match range {
        IpNet::V6(mapped) if mapped.prefix_len() >= 96 => match mapped.addr().to_ipv4_mapped() {
            Some(address) => Ipv4Net::new(address, mapped.prefix_len() - 96).map(IpNet::V4).ok()?,
            None => range,
        },
        range => range,
    };
    Some(range.trunc())
}

impl TryFrom<Vec<String>> for AddressRanges {
    type Error = InvalidRange;

    fn try_from(written: Vec<String>) -> Result<Self, InvalidRange> {
        Self::parse(written)
    }
}

impl From<AddressRanges> for Vec<String> {
    fn from(ranges: AddressRanges) -> Self {
        ranges.0.iter().map(IpNet::to_string).collect()
    }
}

impl fmt::Display for AddressRanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Vec::from(self.clone()).join(", "))
    }
}

#[cfg(test)]
mod tests {
    use core::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;

    use super::*;

    fn ranges(written: &[&str]) -> AddressRanges {
        AddressRanges::parse(written).unwrap()
    }

    #[test]
    fn an_address_is_in_a_range_however_either_is_written() {
        for (range, address, is_in) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.77/24", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("192.0.2.0/24", "::ffff:192.0.2.9", true),
            ("::ffff:192.0.2.0/120", "192.0.2.9", true),
            ("::ffff:192.0.2.0/120", "192.0.3.9", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
        ] {
            assert_eq!(ranges(&[range]).contains(address.parse().unwrap()), is_in, "{address} in {range}");
        }
    }

    #[test]
    fn what_is_no_range_is_named_with_its_place() {
        for written in ["192.0.2.0/33", "192.0.2", "example.org", "", "2001:db8::/129", "192.0.2.0/-1", "192.0.2.0/24/8"] {
            let error = AddressRanges::parse(["10.0.0.0/8", written]).unwrap_err();
            assert_eq!(error, InvalidRange { place: 1, written: written.to_owned() });
        }
    }

    #[test]
    fn denied_goes_before_allowed_and_none_allowed_are_all() {
        let (office, desk, none) = (ranges(&["192.0.2.0/24"]), ranges(&["192.0.2.9"]), AddressRanges::default());
        let admit = |address: &str, allowed, denied| AddressRanges::admit(address.parse().unwrap(), allowed, denied);
        assert!(admit("203.0.113.1", &none, &none) && admit("192.0.2.1", &office, &none));
        assert!(!admit("203.0.113.1", &office, &none));
        assert!(!admit("192.0.2.9", &office, &desk) && !admit("::ffff:192.0.2.9", &none, &desk));
    }

    proptest! {
        #[test]
        fn a_range_of_ipv4_holds_what_its_bits_say(bits: u32, prefix in 0u8..=32, other: u32, mapped: bool) {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            let address = Ipv4Addr::from(other);
            let address = if mapped { IpAddr::V6(address.to_ipv6_mapped()) } else { IpAddr::V4(address) };
            let range = ranges(&[&format!("{}/{prefix}", Ipv4Addr::from(bits))]);
            prop_assert_eq!(range.contains(address), bits & mask == other & mask);
        }

        #[test]
        fn ranges_are_read_as_they_are_written(bits: u128, prefix in 0u8..=128) {
            let range = ranges(&[&format!("{}/{prefix}", Ipv6Addr::from(bits))]);
            prop_assert_eq!(AddressRanges::try_from(Vec::from(range.clone())), Ok(range));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let read = AddressRanges::parse([&text]);
            prop_assert!(read.is_err() || read.unwrap().len() == 1);
        }
    }
}
