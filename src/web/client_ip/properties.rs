//! What holds for every `X-Forwarded-For`: the caller has no say in it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::domain::testing::{anything, cases, woven};

const PROXIES: &[&str] = &["10.0.0.1", "10.9.9.9", "fd00::1"];
const OTHERS: &[&str] = &["198.51.100.7", "203.0.113.9", "2001:db8::9", "192.168.0.1"];

const WORDS: &[&str] = &[
    "10.0.0.1",
    "203.0.113.9",
    "::ffff:10.0.0.1",
    "fd00::1",
    ",",
    ",",
    " ",
    "unknown",
    "999.1.1.1",
    "\"",
    "[",
];

fn trusted() -> Vec<IpNet> {
    ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap()).to_vec()
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_the_caller_writes_himself_counts_for_nothing(
        lies in prop_oneof![anything(), woven(WORDS)],
        caller_is in select(OTHERS),
        proxies in vec(select(PROXIES), 0..4),
        peer in select(PROXIES),
    ) {
        let mut hops = vec![lies.as_str(), caller_is];
        hops.extend(&proxies);
        prop_assert_eq!(caller(address(peer), &hops.join(", "), &trusted()), address(caller_is));
        let directly = caller(address(caller_is), &lies, &trusted());
        prop_assert_eq!(directly, address(caller_is), "no proxy, no say");
    }

    #[test]
    fn the_answer_is_the_peer_or_a_hop_behind_trusted_ones(
        peer in select(PROXIES),
        forwarded in woven(WORDS),
    ) {
        let found = caller(address(peer), &forwarded, &trusted());
        let read = |hop: &str| hop.trim().parse::<IpAddr>().map(|address| address.to_canonical()).ok();
        let hops: Vec<_> = forwarded.rsplit(',').map(read).collect();
        let is_proxy = |address: IpAddr| trusted().iter().any(|net| net.contains(&address));
        let trail = hops.iter().take_while(|hop| hop.is_some_and(is_proxy)).count();
        let beyond = hops.get(trail).copied().flatten();
        let last_proxy = trail.checked_sub(1).and_then(|at| hops[at]).unwrap_or(address(peer));
        prop_assert_eq!(found, beyond.unwrap_or(last_proxy));
    }
}
