use core::net::IpAddr;
use std::{fmt, str::FromStr};

use crate::written_as_text;

/// Addresses that begin with the same bits: one alone, or a range in CIDR. An IPv4 address mapped into IPv6 is the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IpRange {
    network: IpAddr,
    bits: u8,
}

/// Addresses that are listed somehow.
pub trait Listed {
    fn is_empty(&self) -> bool;

    fn has(&self, address: IpAddr) -> bool;

    /// Whether somebody may come from there if these are allowed: where there are none, from anywhere.
    fn allows(&self, address: IpAddr) -> bool {
        self.is_empty() || self.has(address)
    }

    /// Whether somebody from there comes in if these are allowed, and from those nobody does, allowed or not.
    fn admits(&self, address: IpAddr, denied: &Self) -> bool {
        !denied.has(address) && self.allows(address)
    }
}

impl Listed for [IpRange] {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn has(&self, address: IpAddr) -> bool {
        self.iter().any(|range| range.contains(address))
    }
}

/// A text that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a range in CIDR, like 203.0.113.0/24, whose last bits are zero")]
pub struct NoIpRange;

impl IpRange {
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.network.is_ipv4() && leading(address, self.bits) == leading(self.network, self.bits)
    }

    /// All ranges that an address is in, the narrowest first.
    pub fn around(address: IpAddr) -> impl Iterator<Item = Self> {
        let network = address.to_canonical();
        let width = width(network);
        (0..=width).rev().map(move |bits| Self { network: Self { network, bits }.first(), bits })
    }
}

/// How many bits an address has.
fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
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
    type Err = NoIpRange;

    fn from_str(text: &str) -> Result<Self, NoIpRange> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let written: IpAddr = address.parse().map_err(|_| NoIpRange)?;
        let network = written.to_canonical();
        let bits = match bits {
            None => width(network),
            Some(bits) => {
                let is_number = !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()) && (bits == "0" || !bits.starts_with('0'));
                let bits: u8 = bits.parse().ok().filter(|_| is_number).ok_or(NoIpRange)?;
                bits.checked_sub(width(written) - width(network)).ok_or(NoIpRange)?
            }
        };
        let range = Self { network, bits };
        let is_range = bits <= width(network) && range.first() == network;
        if is_range { Ok(range) } else { Err(NoIpRange) }
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
        if self.bits == width(self.network) { self.network.fmt(f) } else { write!(f, "{}/{}", self.network, self.bits) }
    }
}

written_as_text!(IpRange);

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
    fn denied_goes_before_allowed_and_none_allowed_are_all() {
        let range = |text: &str| vec![text.parse::<IpRange>().unwrap()];
        let (office, desk, none) = (range("192.0.2.0/24"), range("192.0.2.9"), Vec::new());
        let admit = |address: &str, allowed: &[IpRange], denied: &[IpRange]| allowed.admits(address.parse().unwrap(), denied);
        assert!(admit("203.0.113.1", &none, &none) && admit("192.0.2.1", &office, &desk));
        assert!(!admit("203.0.113.1", &office, &none));
        assert!(!admit("192.0.2.9", &office, &desk) && !admit("::ffff:192.0.2.9", &none, &desk));
    }

    #[test]
    fn the_ranges_around_an_address_are_those_it_is_in() {
        for address in ["203.0.113.7", "::ffff:203.0.113.7", "2001:db8::1"] {
            let address: IpAddr = address.parse().unwrap();
            let around: Vec<_> = IpRange::around(address).collect();
            assert_eq!(around.len(), usize::from(width(address.to_canonical())) + 1);
            assert_eq!(around[0].to_string(), address.to_canonical().to_string());
            assert!(around.iter().all(|range| range.contains(address) && range.to_string().parse() == Ok(*range)), "{address}");
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
            assert_eq!(text.parse::<IpRange>(), Err(NoIpRange), "{text}");
        }
    }
}
