//! Internet addresses by who can be reached there: what decides where larkgate calls on an application's word.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Who is reached at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A host on the internet.
    Public,
    /// A host of a network of somebody's own: private use, shared address space, unique local.
    Private,
    /// This machine.
    Loopback,
    /// Nobody that an application could be; says what it is instead.
    Special(&'static str),
}

/// Where clouds hand out a machine's credentials, outside the link-local networks.
const METADATA_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(100, 96, 0, 96), Ipv4Addr::new(168, 63, 129, 16)];
const METADATA_V6: [Ipv6Net; 3] = [
    v6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0), 32),
    v6(Ipv6Addr::new(0xfd00, 0xc1, 0, 0, 0, 0, 0, 0), 32),
    v6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0), 32),
];
const METADATA: Reach = Reach::Special("a cloud's metadata address");

/// IANA's registry of special-purpose addresses (RFC 6890); the first that holds an address decides.
const NETWORKS_V4: [(Ipv4Net, Reach); 15] = [
    (v4(0, 0, 0, 0, 8), Reach::Special("an unspecified address")),
    (v4(10, 0, 0, 0, 8), Reach::Private),
    (v4(100, 64, 0, 0, 10), Reach::Private),
    (v4(127, 0, 0, 0, 8), Reach::Loopback),
    (v4(169, 254, 0, 0, 16), Reach::Special("a link-local address")),
    (v4(172, 16, 0, 0, 12), Reach::Private),
    (v4(192, 0, 0, 0, 24), Reach::Special("a reserved address")),
    (v4(192, 0, 2, 0, 24), Reach::Special("a documentation address")),
    (v4(192, 88, 99, 0, 24), Reach::Special("a reserved address")),
    (v4(192, 168, 0, 0, 16), Reach::Private),
    (v4(198, 18, 0, 0, 15), Reach::Special("a benchmarking address")),
    (v4(198, 51, 100, 0, 24), Reach::Special("a documentation address")),
    (v4(203, 0, 113, 0, 24), Reach::Special("a documentation address")),
    (v4(224, 0, 0, 0, 4), Reach::Special("a multicast address")),
    (v4(240, 0, 0, 0, 4), Reach::Special("a reserved address")),
];
/// Within global unicast, 2000::/3.
const NETWORKS_V6: [(Ipv6Net, Reach); 4] = [
    (v6(Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), Reach::Special("a reserved address")),
    (v6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), Reach::Special("a documentation address")),
    (v6(Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), Reach::Special("a 6to4 address")),
    (v6(Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), Reach::Special("a documentation address")),
];
const LOOPBACK_V6: Ipv6Net = v6(Ipv6Addr::LOCALHOST, 128);
const UNIQUE_LOCAL: Ipv6Net = v6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7);
const GLOBAL_UNICAST: Ipv6Net = v6(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// NAT64 (RFC 6052): an IPv4 address that only IPv6 hosts write so.
const NAT64: Ipv6Net = v6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(address: Ipv6Addr, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(address, length)
}

impl Reach {
    /// Judges an address. An IPv4 address in IPv6's clothes is judged as what it is.
    pub fn of(address: IpAddr) -> Self {
        match plain(address) {
            IpAddr::V4(address) if METADATA_V4.contains(&address) => METADATA,
            IpAddr::V4(address) => {
                let found = NETWORKS_V4.iter().find(|(network, _)| network.contains(&address));
                found.map_or(Self::Public, |(_, reach)| *reach)
            }
            IpAddr::V6(address) => Self::of_v6(address),
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if METADATA_V6.iter().any(|network| network.contains(&address)) {
            return METADATA;
        }
        if address.is_loopback() {
            return Self::Loopback;
        }
        if UNIQUE_LOCAL.contains(&address) {
            return Self::Private;
        }
        if address.is_unicast_link_local() {
            return Self::Special("a link-local address");
        }
        if !GLOBAL_UNICAST.contains(&address) {
            return Self::Special("a reserved address");
        }
        let found = NETWORKS_V6.iter().find(|(network, _)| network.contains(&address));
        found.map_or(Self::Public, |(_, reach)| *reach)
    }
}

/// The address as a host is known by: IPv4-mapped (RFC 4291 §2.5.5.2) and NAT64 addresses as the IPv4 address in them.
pub fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if NAT64.contains(&v6) => {
            let [.., a, b, c, d] = v6.octets();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        other => other.to_canonical(),
    }
}

/// Whether a network holds nothing but private addresses, or nothing but this machine's: what an operator may open.
pub fn may_be_opened(network: &IpNet) -> bool {
    let openable = |reach: Reach| matches!(reach, Reach::Private | Reach::Loopback);
    match network {
        IpNet::V4(network) => {
            NETWORKS_V4.iter().any(|(special, reach)| openable(*reach) && special.contains(network))
        }
        IpNet::V6(network) => UNIQUE_LOCAL.contains(network) || LOOPBACK_V6.contains(network),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Reach {
        Reach::of(text.parse().unwrap())
    }

    #[test]
    fn the_internet_is_public() {
        for text in [
            "8.8.8.8",
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "223.5.5.5",
            "2400:3200::1",
            "2606:4700::1111",
            "2001:200::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert_eq!(of(text), Reach::Public, "{text}");
        }
    }

    #[test]
    fn networks_of_ones_own_are_private() {
        for text in [
            "10.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "fd12:3456::1",
            "fc00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
        ] {
            assert_eq!(of(text), Reach::Private, "{text}");
        }
    }

    #[test]
    fn this_machine_is_loopback() {
        for text in ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
            assert_eq!(of(text), Reach::Loopback, "{text}");
        }
    }

    #[test]
    fn where_clouds_hand_out_credentials_nobody_calls() {
        for text in [
            "100.100.100.200",
            "100.96.0.96",
            "168.63.129.16",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254",
            "fd00:c1::a9fe:a9fe",
            "::ffff:100.100.100.200",
            "64:ff9b::6464:64c8",
        ] {
            assert_eq!(of(text), METADATA, "{text}");
        }
    }

    #[test]
    fn no_application_is_at_a_special_address() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.170.2",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::127.0.0.1",
            "::a9fe:a9fe",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a9fe:a9fe",
            "100::1",
            "2001::1",
            "2001:0:53aa::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:a9fe:a9fe::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(matches!(of(text), Reach::Special(_)), "{text} is {:?}", of(text));
        }
    }

    #[test]
    fn a_network_is_opened_only_where_all_of_it_may_be() {
        let private = |text: &str| may_be_opened(&text.parse().unwrap());
        for text in [
            "10.0.0.0/8",
            "10.1.2.3/32",
            "172.20.0.0/16",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "fd00::/8",
            "127.0.0.1/32",
            "::1/128",
        ] {
            assert!(private(text), "{text}");
        }
        for text in [
            "0.0.0.0/0",
            "8.0.0.0/5",
            "126.0.0.0/7",
            "169.254.0.0/16",
            "172.0.0.0/8",
            "8.8.8.8/32",
            "::/0",
            "fe80::/10",
            "2000::/3",
            "::ffff:10.0.0.0/104",
        ] {
            assert!(!private(text), "{text}");
        }
    }
}
