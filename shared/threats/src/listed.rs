use std::{collections::BTreeMap, net::IpAddr};

use ipnet::IpNet;

use crate::{plain, ranges::range};

/// Addresses that are known for harm. A list is text: a line has an address or a range, and behind `#` or `;` what it is known for;
/// empty lines, and those that begin so, are skipped. Public lists of dropped ranges are written like that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockList(BTreeMap<IpNet, String>);

/// A line that is none of a list's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{written}` is no address and no range of addresses")]
pub struct InvalidLine {
    /// From 1 on.
    pub line: usize,
    pub written: String,
}

impl BlockList {
    pub fn parse(list: &str) -> Result<Self, InvalidLine> {
        let mut listed = BTreeMap::new();
        for (number, line) in list.lines().enumerate() {
            let (written, reason) = line.split_once(['#', ';']).unwrap_or((line, ""));
            let written = written.trim();
            if !written.is_empty() {
                let range = range(written).ok_or_else(|| InvalidLine { line: number + 1, written: written.to_owned() })?;
                listed.insert(range, reason.trim().to_owned());
            }
        }
        Ok(Self(listed))
    }

    /// What an address is known for; none of one that is not listed.
    pub fn reason(&self, address: IpAddr) -> Option<&str> {
        let range = IpNet::from(plain(address));
        // The ranges that an address may be in are as many as it has bits.
        let mut around = (0..=range.prefix_len()).rev().filter_map(|prefix| IpNet::new(range.addr(), prefix).ok());
        around.find_map(|range| self.0.get(&range.trunc()).map(String::as_str))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "; a list\n# of a day\n\n192.0.2.0/24 ; SBL1\n198.51.100.7 # scans\n2001:db8:bad::/48\n192.0.2.128/25;worse\n";

    #[test]
    fn an_address_is_known_for_what_its_narrowest_range_is() {
        let list = BlockList::parse(LIST).unwrap();
        assert_eq!(list.len(), 4);
        for (address, reason) in [
            ("192.0.2.1", Some("SBL1")),
            ("192.0.2.200", Some("worse")),
            ("::ffff:192.0.2.1", Some("SBL1")),
            ("198.51.100.7", Some("scans")),
            ("198.51.100.8", None),
            ("2001:db8:bad::1", Some("")),
            ("2001:db8::1", None),
        ] {
            assert_eq!(list.reason(address.parse().unwrap()), reason, "{address}");
        }
    }

    #[test]
    fn a_line_that_is_no_range_is_named() {
        let error = BlockList::parse("192.0.2.1\n\nnobody # here\n").unwrap_err();
        assert_eq!(error, InvalidLine { line: 3, written: "nobody".to_owned() });
    }
}
