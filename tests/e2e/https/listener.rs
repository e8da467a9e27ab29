//! Advisory class "config values reach the listener": judged by handshakes, not by what the configuration says.

use rustls::ProtocolVersion;
use rustls::version::{TLS12, TLS13};

use super::gate;
use super::handshake::{address, converse, old_hello, say, shake};
use crate::harness::{Authority, Kind};

/// A fatal alert of TLS, and nothing else (RFC 8446 §6).
fn is_alert(answer: &[u8]) -> bool {
    answer.len() == 7 && answer[0] == 0x15 && answer[5] == 2
}

#[tokio::test(flavor = "multi_thread")]
async fn config_values_reach_the_listener() {
    let (gate, authority) = gate(Kind::Sqlite).await;
    let at = address(&gate);
    let written = authority_files(&gate);
    let old = shake(at, &authority, &[&TLS12], &["http/1.1"]).await.unwrap();
    assert_eq!((old.version, &old.certificate), (ProtocolVersion::TLSv1_2, &written));
    let new = shake(at, &authority, &[&TLS13], &["h2", "http/1.1"]).await.unwrap();
    assert_eq!((new.version, &new.certificate), (ProtocolVersion::TLSv1_3, &written));
    for handshake in [old, new] {
        assert_eq!(handshake.application.as_deref(), Some(&b"http/1.1"[..]));
    }
    assert_eq!(
        shake(at, &authority, &[&TLS13, &TLS12], &[]).await.unwrap().version,
        ProtocolVersion::TLSv1_3
    );
    let stranger = shake(at, &Authority::new(), &[&TLS13], &[]).await.unwrap_err().to_string();
    assert!(stranger.contains("UnknownIssuer") || stranger.contains("BadSignature"), "{stranger}");
    assert!(
        shake(at, &authority, &[&TLS13], &["h2"]).await.is_err(),
        "only HTTP/1.1 is spoken (RFC 7301 §3.2)"
    );
}

fn authority_files(gate: &crate::harness::Gate) -> rustls::pki_types::CertificateDer<'static> {
    use rustls::pki_types::pem::PemObject;
    let path = gate.folder.path().join(crate::harness::authority::CERTIFICATE);
    rustls::pki_types::CertificateDer::from_pem_file(path).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn older_versions_of_tls_are_refused() {
    let (gate, _authority) = gate(Kind::Sqlite).await;
    for version in [[3, 0], [3, 1], [3, 2]] {
        let answer = say(address(&gate), old_hello(version)).await;
        assert!(is_alert(&answer), "{version:?}: {answer:02x?}");
        assert_eq!(answer[6], 70, "protocol_version (RFC 8446 §6.2): {answer:02x?}");
    }
    // The same hello with a version that is spoken gets further: to the suites, which are too old.
    let answer = say(address(&gate), old_hello([3, 3])).await;
    assert!(is_alert(&answer) && answer[6] != 70, "{answer:02x?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_gets_no_answer_at_the_tls_port() {
    let (gate, _authority) = gate(Kind::Sqlite).await;
    let requests: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: __Host-larkgate=x\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nContent-Length: 5\r\n\r\na=b&c",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10\x07\x00\xc0",
    ];
    for request in requests {
        let answer = say(address(&gate), request.to_vec()).await;
        assert!(answer.is_empty() || is_alert(&answer), "{}", String::from_utf8_lossy(&answer));
    }
    let health = gate.http().get(format!("{}/healthz", gate.url)).send().await.unwrap();
    assert_eq!(health.status(), 200, "none of it hurt");
    assert!(gate.http().get(gate.url.replace("https:", "http:")).send().await.is_err());
}

/// Slow loris: the head of the first request has ten seconds, and there is no second one that could come byte by byte.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_for_one_request() {
    let (gate, authority) = gate(Kind::Sqlite).await;
    let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    let answer = converse(address(&gate), &authority, request.to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    assert!(answer.to_ascii_lowercase().contains("\r\nconnection: close\r\n"), "{answer}");
}
