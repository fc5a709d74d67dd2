use core::net::IpAddr;

use genesis_core::Listed;
use serde::{Deserialize, Serialize};

use crate::AddressList;

/// From where the platform takes requests, whoever sends them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorLists {
    /// From nowhere else; from anywhere where the list is empty.
    pub allowed: AddressList,
    /// From nowhere here, allowed or not.
    pub denied: AddressList,
}

impl DoorLists {
    pub fn admit(&self, address: IpAddr) -> bool {
        self.allowed.admits(address, &self.denied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denied_goes_before_allowed_and_none_allowed_are_all() {
        let lists = |allowed: &str, denied: &str| DoorLists { allowed: allowed.parse().unwrap(), denied: denied.parse().unwrap() };
        for (allowed, denied, address, comes_in) in [
            ("", "", "203.0.113.1", true),
            ("192.0.2.0/24", "", "203.0.113.1", false),
            ("192.0.2.0/24", "", "::ffff:192.0.2.1", true),
            ("192.0.2.0/24", "192.0.2.9", "192.0.2.9", false),
            ("", "::ffff:192.0.2.0/120", "192.0.2.9", false),
            ("192.0.2.9", "192.0.2.0/24", "192.0.2.9", false),
            ("", "2001:db8::/32", "2001:db8::9", false),
            ("", "2001:db8::/32", "192.0.2.9", true),
        ] {
            assert_eq!(lists(allowed, denied).admit(address.parse().unwrap()), comes_in, "{address}: {allowed} without {denied}");
        }
    }
}
