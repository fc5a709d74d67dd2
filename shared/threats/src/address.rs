use core::net::IpAddr;

/// An address as it is compared: one of IPv4 that is written as one of IPv6 is the same address.
pub fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Whether nobody outside of a network can have it.
pub fn is_private(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}
