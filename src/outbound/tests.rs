//! The guard, class by class, and the bounds of a call.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};

use super::*;

/// Names that say what a test wants.
struct Zone(HashMap<&'static str, Vec<IpAddr>>);

#[async_trait]
impl Names for Zone {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.0.get(host).cloned().ok_or_else(|| io::Error::other("no such host"))
    }
}

fn config(networks: &[&str]) -> config::Outbound {
    let allowed_networks = networks.iter().map(|n| n.parse().unwrap()).collect();
    config::Outbound { allowed_networks, ..config::Outbound::default() }
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// A server on loopback that answers everything with `bytes`, and how often it was called.
async fn server(bytes: Vec<u8>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, calls) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let bytes = bytes.clone();
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (port, calls)
}

fn answer(head: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// What is said of a host of the zone, without anybody being there.
async fn refusal(outbound: &Outbound, host: &str) -> Option<&'static str> {
    // Port 1: nobody listens, so that what is not refused fails otherwise.
    match outbound.get(&url(&format!("https://{host}:1/"))).await.unwrap_err() {
        OutboundError::Forbidden(forbidden) => Some(forbidden.what()),
        OutboundError::Unavailable(_) => None,
        other => panic!("{host}: {other}"),
    }
}

const NEVER: [(&str, &str); 12] = [
    ("169.254.169.254", "a link-local address"),
    ("100.100.100.200", "a cloud's metadata address"),
    ("fd00:ec2::254", "a cloud's metadata address"),
    ("0.0.0.0", "an unspecified address"),
    ("::", "a reserved address"),
    ("255.255.255.255", "a reserved address"),
    ("224.0.0.1", "a multicast address"),
    ("198.51.100.1", "a documentation address"),
    ("::ffff:169.254.169.254", "a link-local address"),
    ("64:ff9b::a9fe:a9fe", "a link-local address"),
    ("::a9fe:a9fe", "a reserved address"),
    ("2002:a9fe:a9fe::1", "a 6to4 address"),
];
const PRIVATE: [&str; 7] =
    ["10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "fd12::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"];

/// The address as a URL writes it.
fn literal(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

#[tokio::test]
async fn no_special_address_is_called_by_number_or_by_name() {
    for (text, expected) in NEVER {
        let address: IpAddr = text.parse().unwrap();
        let zone = Zone(HashMap::from([("app.example.com", vec![address])]));
        let everywhere = config(&["10.0.0.0/8", "100.64.0.0/10", "fc00::/7"]);
        let outbound = Outbound::with_names(&everywhere, true, Arc::new(zone)).unwrap();
        for host in [literal(address).as_str(), "app.example.com"] {
            assert_eq!(refusal(&outbound, host).await, Some(expected), "{host} {text}");
        }
    }
}

#[tokio::test]
async fn private_addresses_are_called_only_where_the_operator_says_so() {
    let said = config(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fd00::/8"]);
    for text in PRIVATE {
        let address: IpAddr = text.parse().unwrap();
        let guard = |config: &config::Outbound| {
            let zone = Zone(HashMap::from([("app.example.com", vec![address])]));
            Outbound::with_names(config, true, Arc::new(zone)).unwrap()
        };
        for host in [literal(address).as_str(), "app.example.com"] {
            let expected = Some("private and in none of outbound.allowed_networks");
            assert_eq!(refusal(&guard(&config(&["10.9.0.0/16"])), host).await, expected, "{host} {text}");
        }
        assert!(guard(&said).guard.check(&url(&format!("https://{}/", literal(address)))).is_ok(), "{text}");
    }
}

#[tokio::test]
async fn this_machine_is_called_by_a_larkgate_that_is_on_it_too_or_is_told_so() {
    let (port, calls) = server(answer("200 OK", "{}")).await;
    let zone = || Arc::new(Zone(HashMap::from([("localhost", vec![IpAddr::from([127, 0, 0, 1])])])));
    let at_home = Outbound::with_names(&config(&[]), true, zone()).unwrap();
    for host in ["127.0.0.1", "localhost"] {
        assert_eq!(at_home.get(&url(&format!("http://{host}:{port}/"))).await.unwrap().status, 200);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    let abroad = Outbound::with_names(&config(&["10.0.0.0/8"]), false, zone()).unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let plain = abroad.get(&url(&format!("http://{host}:{port}/"))).await.unwrap_err();
        assert!(matches!(plain, OutboundError::NotEncrypted), "{plain}");
    }
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"] {
        assert_eq!(refusal(&abroad, host).await, Some("this machine"), "{host}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    let beside = Outbound::with_names(&config(&["127.0.0.1/32"]), false, zone()).unwrap();
    for host in ["127.0.0.1", "localhost"] {
        assert_eq!(beside.get(&url(&format!("http://{host}:{port}/"))).await.unwrap().status, 200);
    }
    assert_eq!(refusal(&beside, "127.0.0.2").await, Some("this machine"), "only what was named");
}

#[tokio::test]
async fn everything_else_is_called_encrypted() {
    let outbound = Outbound::new(&config(&["10.0.0.0/8"]), true).unwrap();
    for text in ["http://10.0.0.1/", "http://app.example.com/", "ftp://127.0.0.1/", "file:///etc/passwd"] {
        let error = outbound.post_form(&url(text), &[]).await.unwrap_err();
        assert!(matches!(error, OutboundError::NotEncrypted), "{text}: {error}");
    }
}

#[tokio::test]
async fn of_several_addresses_only_the_allowed_ones_are_connected_to() {
    let (port, calls) = server(answer("200 OK", "{}")).await;
    let addresses = ["169.254.169.254", "10.0.0.1", "127.0.0.1"].map(|text| text.parse().unwrap()).to_vec();
    let zone = Zone(HashMap::from([("localhost", addresses)]));
    let outbound = Outbound::with_names(&config(&[]), true, Arc::new(zone)).unwrap();
    assert_eq!(outbound.get(&url(&format!("http://localhost:{port}/"))).await.unwrap().status, 200);
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_nobody_follows_it() {
    let (elsewhere, followed) = server(answer("200 OK", "{}")).await;
    let head = format!("302 Found\r\nlocation: http://127.0.0.1:{elsewhere}/");
    let (port, calls) = server(answer(&head, "")).await;
    let outbound = Outbound::new(&config(&[]), true).unwrap();
    let address = url(&format!("http://127.0.0.1:{port}/"));
    assert_eq!(outbound.get(&address).await.unwrap().status, 302);
    assert_eq!(outbound.post_form(&address, &[("a", "b")]).await.unwrap(), 302);
    assert_eq!((calls.load(Ordering::SeqCst), followed.load(Ordering::SeqCst)), (2, 0));
}

#[tokio::test]
async fn no_more_is_read_than_the_bound() {
    for (length, fits) in [(MAX_BODY, true), (MAX_BODY + 1, false)] {
        let (port, _) = server(answer("200 OK", &"x".repeat(length))).await;
        let outcome =
            Outbound::new(&config(&[]), true).unwrap().get(&url(&format!("http://127.0.0.1:{port}/"))).await;
        match outcome {
            Ok(reply) => assert!(fits && reply.body.len() == length),
            Err(error) => assert!(!fits && matches!(error, OutboundError::TooLarge), "{error}"),
        }
    }
}

#[tokio::test]
async fn failures_name_no_path_and_no_query() {
    // Bound and not listening: refused, and nobody else's.
    let kept = TcpSocket::new_v4().unwrap();
    kept.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let nobody = kept.local_addr().unwrap();
    let outbound = Outbound::new(&config(&[]), true).unwrap();
    let error = outbound.get(&url(&format!("http://{nobody}/s3cret?token=s3cret"))).await.unwrap_err();
    assert!(matches!(&error, OutboundError::Unavailable(cause) if cause.contains("refused")), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[tokio::test]
async fn says_how_long_an_answer_may_be_kept() {
    for (header, expected) in [
        ("x: y", None),
        ("cache-control: public, max-age=300", Some(300)),
        ("cache-control: Max-Age=\"60\"", Some(60)),
        ("cache-control: max-age=300, no-store", Some(0)),
        ("cache-control: no-cache", Some(0)),
        ("cache-control: max-age=soon", None),
    ] {
        let (port, _) = server(answer(&format!("200 OK\r\n{header}"), "{}")).await;
        let reply =
            Outbound::new(&config(&[]), true).unwrap().get(&url(&format!("http://127.0.0.1:{port}/"))).await;
        assert_eq!(reply.unwrap().max_age, expected.map(Duration::from_secs), "{header}");
    }
}

#[test]
fn certificates_that_are_none_are_refused_at_start() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let config = config::Outbound { ca: Some(pem.to_owned()), ..config::Outbound::default() };
        assert!(Outbound::new(&config, false).is_err(), "{pem}");
    }
}
