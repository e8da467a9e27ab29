//! Tests of the limits: what counts against whom.

use governor::clock::FakeRelativeClock;

use super::*;

fn limits() -> Limits<FakeRelativeClock> {
    Limits::new(1, &FakeRelativeClock::default())
}

fn address(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

/// How often `attempt` succeeds before it is refused.
fn until_refused(mut attempt: impl FnMut(u16) -> bool) -> u16 {
    (0..20_000).find(|n| !attempt(*n)).expect("never refused")
}

#[test]
fn one_network_is_stopped_and_others_are_not() {
    let limits = limits();
    let begun = until_refused(|n| limits.begin(Some("app"), address(&format!("2001:db8::{n:x}"))).is_ok());
    assert_eq!(begun, 300);
    assert!(limits.begin(Some("app"), address("2001:db8:0:1::1")).is_ok());
    assert!(limits.begin(Some("app"), address("192.0.2.1")).is_ok());
    let own_page = until_refused(|_| limits.begin(None, address("192.0.2.7")).is_ok());
    assert_eq!(own_page, begun, "the person's own page counts alike");
}

#[test]
fn one_client_is_stopped_from_everywhere() {
    let limits = limits();
    let from = |n: u16| address(&format!("10.{}.{}.1", n / 250, n % 250));
    assert_eq!(until_refused(|n| limits.begin(Some("app"), from(n)).is_ok()), 3000);
    assert!(limits.begin(Some("other"), address("192.0.2.1")).is_ok());
}

#[test]
fn rate_limits_have_canonical_keys() {
    let limits = limits();
    let mapped = |n: u16| address(if n.is_multiple_of(2) { "192.0.2.1" } else { "::ffff:192.0.2.1" });
    let failed = until_refused(|n| {
        let may = limits.may_try(Some("app"), mapped(n)).is_ok();
        limits.failed(Failure::Authentication("app"), mapped(n));
        may
    });
    assert_eq!(failed, 20, "one address, however it is written");
    // A client_id is compared byte by byte everywhere else, so another case is another client.
    assert!(limits.may_try(Some("APP"), address("192.0.2.1")).is_ok());
    assert!(limits.may_try(Some("app"), address("192.0.2.2")).is_ok());
}

#[test]
fn a_client_with_a_wrong_secret_leaves_its_neighbours_alone() {
    let limits = limits();
    let here = address("192.0.2.1");
    for _ in 0..1000 {
        if limits.may_try(Some("broken"), here).is_ok() {
            limits.failed(Failure::Authentication("broken"), here);
        }
    }
    assert!(limits.may_try(Some("broken"), here).is_err());
    assert!(limits.may_try(Some("neighbour"), here).is_ok());
}

#[test]
fn a_proven_client_is_held_to_account_alone() {
    let limits = limits();
    let here = address("192.0.2.1");
    let failed = until_refused(|_| {
        limits.failed(Failure::ProvenGrant("app"), here);
        limits.may_try(Some("app"), here).is_ok()
    });
    assert_eq!(failed, 999);
    assert!(limits.may_try(None, here).is_ok() && limits.may_try(Some("neighbour"), here).is_ok());
}

#[test]
fn public_grants_and_strangers_count_against_the_network() {
    for failure in [Failure::PublicGrant("spa"), Failure::Anonymous] {
        let limits = limits();
        let failed = until_refused(|_| {
            limits.failed(failure, address("192.0.2.1"));
            limits.may_try(None, address("192.0.2.1")).is_ok()
        });
        assert_eq!(failed, 99, "{failure:?}");
        assert!(limits.may_try(Some("spa"), address("192.0.2.2")).is_ok());
    }
}

#[test]
fn it_takes_many_networks_to_lock_a_client_out() {
    let limits = limits();
    let from = |n: u16| address(&format!("10.{}.{}.1", n / 250, n % 250));
    let failed = until_refused(|n| {
        limits.failed(Failure::Authentication("app"), from(n / 19));
        limits.may_try(Some("app"), address("192.0.2.1")).is_ok()
    });
    assert_eq!(failed, 999);
}

#[test]
fn forgeries_are_stopped_and_sign_ins_are_paced() {
    let limits = limits();
    let forged = until_refused(|_| {
        limits.forged(address("192.0.2.1"));
        limits.may_return(address("192.0.2.1")).is_ok()
    });
    assert_eq!(forged, 99);
    assert!(limits.may_return(address("192.0.2.2")).is_ok());
    assert_eq!(until_refused(|_| limits.sign_in(&AccountId::received("a")).is_ok()), 60);
    assert!(limits.sign_in(&AccountId::received("b")).is_ok());
    assert!(limits.sign_in(&AccountId::received("a")).unwrap_err().seconds() <= 10);
}

#[test]
fn without_an_address_only_clients_count() {
    let limits = limits();
    for _ in 0..500 {
        limits.failed(Failure::Anonymous, None);
        limits.forged(None);
    }
    assert!(limits.may_try(Some("app"), None).is_ok() && limits.may_return(None).is_ok());
}
