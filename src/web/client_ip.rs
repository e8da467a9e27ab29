//! Where a request comes from: the peer, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use ipnet::IpNet;

use crate::app::App;

/// Marks a connection through our unix socket, which only proxies can open.
#[derive(Debug, Clone, Copy)]
pub struct ThroughSocket;
/// Who a proxy says is calling, and through whom.
pub const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The caller's address. `X-Forwarded-For` counts only from a trusted proxy, and only up to the first address that is
/// not one: what stands further left was written by the caller.
pub fn of(app: &App, request: &HttpRequest) -> Option<IpAddr> {
    let trusted = &app.config.listen.trusted_proxies;
    let mut forwarded = request.headers().get_all(X_FORWARDED_FOR).filter_map(|value| value.to_str().ok());
    let first = forwarded.next().unwrap_or_default();
    match forwarded.next() {
        None => reached_by(request, first, trusted),
        Some(second) => {
            let lines: Vec<_> = [first, second].into_iter().chain(forwarded).collect();
            reached_by(request, &lines.join(","), trusted)
        }
    }
}

fn reached_by(request: &HttpRequest, forwarded: &str, trusted: &[IpNet]) -> Option<IpAddr> {
    if is_through_socket(request) {
        return Some(caller_through_socket(forwarded, trusted));
    }
    Some(caller(request.peer_addr()?.ip(), forwarded, trusted))
}

fn is_through_socket(request: &HttpRequest) -> bool {
    request.conn_data::<ThroughSocket>().is_some()
}

/// Whether the peer itself is a trusted proxy, whose word about other requests counts.
pub fn is_trusted_proxy(app: &App, request: &HttpRequest) -> bool {
    let trusted = &app.config.listen.trusted_proxies;
    let is_named = request.peer_addr().is_some_and(|peer| {
        let peer = peer.ip().to_canonical();
        trusted.iter().any(|network| network.contains(&peer))
    });
    is_named || is_through_socket(request)
}

/// The caller's address, where `peer` says that a request was forwarded along `forwarded`, a list of addresses with the last
/// hop at its end.
pub fn caller(peer: IpAddr, forwarded: &str, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    // A listener for both families shows IPv4 callers as ::ffff:a.b.c.d.
    let mut caller = peer.to_canonical();
    for hop in forwarded.rsplit(',').map(str::trim) {
        if !is_trusted(&caller) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => caller = address.to_canonical(),
            Err(_) => break,
        }
    }
    caller
}

/// The same through the socket, whose other end has no address and is believed; without its word the caller is this machine.
fn caller_through_socket(forwarded: &str, trusted: &[IpNet]) -> IpAddr {
    let (before, last) = forwarded.rsplit_once(',').unwrap_or(("", forwarded));
    match last.trim().parse::<IpAddr>() {
        Ok(hop) => caller(hop, before, trusted),
        Err(_) => Ipv4Addr::LOCALHOST.into(),
    }
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        caller(peer.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(of("198.51.100.7", "203.0.113.9", &[]), "198.51.100.7");
    }

    #[test]
    fn a_trusted_proxy_is_believed_one_step() {
        assert_eq!(of("10.0.0.1", "1.1.1.1, 203.0.113.9", &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn what_comes_through_the_socket_is_believed_one_step() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        for (forwarded, expected) in [
            ("203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
            ("", "127.0.0.1"),
            ("203.0.113.9,", "127.0.0.1"),
            ("203.0.113.9, unknown", "127.0.0.1"),
        ] {
            assert_eq!(caller_through_socket(forwarded, &trusted).to_string(), expected, "{forwarded}");
        }
        assert_eq!(caller_through_socket("1.1.1.1, 10.0.0.2", &[]).to_string(), "10.0.0.2");
    }

    #[test]
    fn nonsense_stops_the_walk() {
        assert_eq!(of("10.0.0.1", "1.1.1.1, unknown", &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", "", &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(of("::ffff:198.51.100.7", "", &[]), "198.51.100.7");
        assert_eq!(of("::ffff:10.0.0.1", "::ffff:203.0.113.9", &["10.0.0.0/8"]), "203.0.113.9");
    }
}
