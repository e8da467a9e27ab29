//! A certificate that is renewed is shown from then on, without a restart; one that is broken is not.

use rustls::pki_types::CertificateDer;
use rustls::version::TLS13;

use super::gate;
use super::handshake::{address, shake};
use crate::harness::authority::{CERTIFICATE, KEY};
use crate::harness::waiting::until;
use crate::harness::{Authority, Gate, Kind, Outside, Setup};

async fn shown(gate: &Gate, authority: &Authority) -> CertificateDer<'static> {
    shake(address(gate), authority, &[&TLS13], &[]).await.unwrap().certificate
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
    let (gate, authority) = gate(Kind::Sqlite).await;
    let folder = gate.folder.path();
    let health = || async { gate.http().get(format!("{}/healthz", gate.url)).send().await.unwrap().status() };
    let first = shown(&gate, &authority).await;
    assert_eq!(health().await, 200);
    gate.server.reload_certificate().await;
    assert_eq!(shown(&gate, &authority).await, first);

    let next = authority.leaf();
    next.write_certificate(folder);
    gate.server.reload_certificate().await;
    assert_eq!(shown(&gate, &authority).await, first, "half of a pair");
    next.write_key(folder);
    gate.server.reload_certificate().await;
    assert_eq!(shown(&gate, &authority).await, next.certificate, "the whole of it");

    let broken = authority.leaf();
    for (name, content) in [(KEY, "no key"), (CERTIFICATE, "no certificate"), (CERTIFICATE, "")] {
        broken.write(folder);
        std::fs::write(folder.join(name), content).unwrap();
        gate.server.reload_certificate().await;
        assert_eq!(shown(&gate, &authority).await, next.certificate, "{name}: {content:?}");
    }
    std::fs::remove_file(folder.join(CERTIFICATE)).unwrap();
    gate.server.reload_certificate().await;
    assert_eq!(shown(&gate, &authority).await, next.certificate);

    let last = authority.leaf();
    last.write(folder);
    gate.server.reload_certificate().await;
    assert_eq!(shown(&gate, &authority).await, last.certificate, "what was wrong is mended");
    assert_eq!(health().await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_program_reads_it_again_when_told() {
    let authority = Authority::new();
    let setup = Setup { authority: Some(authority.clone()), ..Setup::default() };
    let outside = Outside::start(&setup).await;
    let address = outside.process.address();
    let next = authority.leaf();
    next.write_key(outside.process.path());
    outside.process.signal("-HUP");
    until("it is refused", async || outside.process.said().contains("the old certificate stays")).await;
    next.write_certificate(outside.process.path());
    outside.process.signal("-HUP");
    until("the new one is shown", async || {
        shake(address, &authority, &[&TLS13], &[]).await.unwrap().certificate == next.certificate
    })
    .await;
    let said = outside.process.said();
    assert!(said.contains("listen.tls.key_file: the key is not the certificate's"), "{said}");
    assert!(said.contains("a new certificate is shown from now on"), "{said}");
}
