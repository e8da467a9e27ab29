//! Ports that a test names before anybody listens at them.

use std::net::{SocketAddr, TcpListener};

use tokio::net::TcpSocket;

/// A port of loopback, kept for the test for as long as this lives. The system gives it to nobody who asks for any port,
/// since a socket is bound to it; who asks for it by number with `SO_REUSEADDR`, as servers do, may listen at it, since
/// that socket does not. While nobody does, connections to it are refused.
pub struct Port {
    pub number: u16,
    _kept: TcpSocket,
}

impl Port {
    /// Takes one.
    pub fn take() -> Self {
        let kept = bound(0);
        Self { number: kept.local_addr().unwrap().port(), _kept: kept }
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.number).into()
    }

    /// Listens at it in this process.
    pub fn listen(&self) -> TcpListener {
        bound(self.number).listen(1024).unwrap().into_std().unwrap()
    }
}

fn bound(port: u16) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(([127, 0, 0, 1], port).into()).unwrap();
    socket
}

#[tokio::test]
async fn a_port_stays_with_who_took_it() {
    let port = Port::take();
    let refused = tokio::net::TcpStream::connect(port.address()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    for _ in 0..2 {
        let listener = port.listen();
        tokio::net::TcpStream::connect(port.address()).await.unwrap();
        drop(listener);
    }
}
