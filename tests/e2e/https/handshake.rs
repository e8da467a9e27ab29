//! TLS handshakes by hand, good and bad.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::TLS13;
use rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, Stream, SupportedProtocolVersion,
};

use crate::harness::{Authority, Gate};

/// Nothing here takes long; whatever does, hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a handshake came to.
#[derive(Debug)]
pub(super) struct Handshake {
    pub(super) version: ProtocolVersion,
    pub(super) application: Option<Vec<u8>>,
    pub(super) certificate: CertificateDer<'static>,
}

pub(super) fn address(gate: &Gate) -> SocketAddr {
    gate.server.address().unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Shakes hands in these versions, offering these applications (ALPN), trusting `authority` alone.
pub(super) async fn shake(
    address: SocketAddr,
    authority: &Authority,
    versions: &[&'static SupportedProtocolVersion],
    applications: &[&str],
) -> Result<Handshake, std::io::Error> {
    let mut config = config(authority, versions);
    config.alpn_protocols = applications.iter().map(|name| name.as_bytes().to_vec()).collect();
    let host = ServerName::from(address.ip());
    let work = move || {
        let mut connection = ClientConnection::new(Arc::new(config), host).unwrap();
        let mut stream = connect(address);
        while connection.is_handshaking() {
            connection.complete_io(&mut stream)?;
        }
        Ok(Handshake {
            version: connection.protocol_version().unwrap(),
            application: connection.alpn_protocol().map(<[u8]>::to_vec),
            certificate: connection.peer_certificates().unwrap()[0].clone().into_owned(),
        })
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

fn config(authority: &Authority, versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(authority.root()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Sends bytes by TLS; what came back until the server closed the connection.
pub(super) async fn converse(address: SocketAddr, authority: &Authority, bytes: Vec<u8>) -> String {
    let config = Arc::new(config(authority, &[&TLS13]));
    let work = move || {
        let mut connection = ClientConnection::new(config, ServerName::from(address.ip())).unwrap();
        let mut stream = connect(address);
        let mut talk = Stream::new(&mut connection, &mut stream);
        talk.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        match talk.read_to_end(&mut answer) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("hangs: {answer:?}"),
            _ => String::from_utf8(answer).unwrap(),
        }
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Sends bytes that are no TLS, or none that is spoken here; what came back until the connection closed.
pub(super) async fn say(address: SocketAddr, bytes: Vec<u8>) -> Vec<u8> {
    let work = move || {
        let mut stream = connect(address);
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("hangs: {answer:?}"),
            // A reset ends a conversation as well.
            _ => answer,
        }
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// The hello of a client that speaks nothing newer than `version` (RFC 4346 §7.4.1.2): 3.2 is TLS 1.1. It offers the suites
/// and curves that such clients had.
pub(super) fn old_hello(version: [u8; 2]) -> Vec<u8> {
    let suites = [0xc0, 0x13, 0xc0, 0x14, 0xc0, 0x09, 0xc0, 0x0a, 0x00, 0x2f, 0x00, 0x35];
    let extensions = [
        [0x00, 0x0a, 0x00, 0x06, 0x00, 0x04, 0x00, 0x1d, 0x00, 0x17].as_slice(),
        [0x00, 0x0b, 0x00, 0x02, 0x01, 0x00].as_slice(),
        // Signatures that are spoken here, so that it is the version that is judged.
        [0x00, 0x0d, 0x00, 0x06, 0x00, 0x04, 0x04, 0x03, 0x04, 0x01].as_slice(),
    ]
    .concat();
    let mut hello = version.to_vec();
    hello.extend([7; 32]);
    hello.push(0);
    hello.extend(u16::try_from(suites.len()).unwrap().to_be_bytes());
    hello.extend(suites);
    hello.extend([1, 0]);
    hello.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    hello.extend(extensions);
    let mut handshake = vec![1];
    handshake.extend(&u32::try_from(hello.len()).unwrap().to_be_bytes()[1..]);
    handshake.extend(hello);
    let mut record = vec![0x16, 3, 1];
    record.extend(u16::try_from(handshake.len()).unwrap().to_be_bytes());
    record.extend(handshake);
    record
}
