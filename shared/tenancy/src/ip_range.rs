use core::net::IpAddr;
use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::Unacceptable;

/// Addresses that begin with the same bits: one alone, or a range in CIDR. An IPv4 address mapped into IPv6 is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IpRange {
    network: IpAddr,
    bits: u8,
}

impl IpRange {
    /// A tenant names so many at most.
    pub const MOST: usize = 100;

    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.network.is_ipv4() && leading(address, self.bits) == leading(self.network, self.bits)
    }
}

/// The first bits of an address, the others cut off.
fn leading(address: IpAddr, bits: u8) -> u128 {
    let (value, width) = match address {
        IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    };
    value.checked_shr(width - u32::from(bits)).unwrap_or(0)
}

/// Bits of the address beyond those that count must be zero, or somebody meant something else.
impl FromStr for IpRange {
    type Err = Unacceptable;

    fn from_str(text: &str) -> Result<Self, Unacceptable> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let written: IpAddr = address.parse().map_err(|_| Unacceptable::IpRange)?;
        let network = written.to_canonical();
        let width = |address: IpAddr| if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => width(network),
            Some(bits) => {
                let is_number = !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
                let bits: u8 = bits.parse().ok().filter(|_| is_number).ok_or(Unacceptable::IpRange)?;
                bits.checked_sub(width(written) - width(network)).ok_or(Unacceptable::IpRange)?
            }
        };
        let range = Self { network, bits };
        let is_range = bits <= width(network) && range.first() == network;
        if is_range { Ok(range) } else { Err(Unacceptable::IpRange) }
    }
}

impl IpRange {
    fn first(self) -> IpAddr {
        let cut = |value: u128, width: u32| value.checked_shl(width - u32::from(self.bits)).unwrap_or(0);
        let leading = leading(self.network, self.bits);
        match self.network {
            IpAddr::V4(_) => IpAddr::V4(core::net::Ipv4Addr::from_bits(cut(leading, 32) as u32)),
            IpAddr::V6(_) => IpAddr::V6(core::net::Ipv6Addr::from_bits(cut(leading, 128))),
        }
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = if self.network.is_ipv4() { 32 } else { 128 };
        if self.bits == whole { self.network.fmt(f) } else { write!(f, "{}/{}", self.network, self.bits) }
    }
}

impl Serialize for IpRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for IpRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_the_addresses_that_begin_like_it() {
        for (range, address, expected) in [
            ("10.0.0.0/8", "10.255.1.2", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7/32", "203.0.113.8", false),
            ("0.0.0.0/0", "198.51.100.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "10.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("::ffff:10.0.0.1", "10.0.0.1", true),
        ] {
            let found: IpRange = range.parse().unwrap();
            assert_eq!(found.contains(address.parse().unwrap()), expected, "{range} {address}");
            assert_eq!(found.to_string().parse(), Ok(found), "{range}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0",
            "2001:db8::1/32",
            "::/129",
            "x",
            "::ffff:10.0.0.0/90",
        ] {
            assert_eq!(text.parse::<IpRange>(), Err(Unacceptable::IpRange), "{text}");
        }
    }
}
