//! An application's addresses for logout: a server on loopback that remembers what it was sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::harness::waiting::found;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    pub form: Vec<(String, String)>,
}

/// How an application answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manner {
    /// With this status and no body.
    Status(u16),
    /// With a redirect.
    Redirect(String),
    /// Not at all, until the caller goes away.
    Silence,
}

/// The server. It ends when dropped.
pub struct Receiver {
    pub url: String,
    state: Arc<Mutex<State>>,
    serving: tokio::task::JoinHandle<()>,
}

struct State {
    received: Vec<Received>,
    manner: Manner,
    /// Requests that wait for their answer now, and the most there were.
    open: usize,
    most_open: usize,
}

impl Receiver {
    /// Over plain HTTP.
    pub async fn start(manner: Manner) -> Self {
        Self::serve(manner, None).await
    }

    /// Over https as `localhost`, and the certificate of the CA that vouches for it, in PEM.
    pub async fn with_own_ca(manner: Manner) -> (Self, String) {
        let mut authority = rcgen::CertificateParams::new(vec![]).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority_key = rcgen::KeyPair::generate().unwrap();
        let ca = authority.self_signed(&authority_key).unwrap();
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .unwrap();
        (Self::serve(manner, Some(TlsAcceptor::from(Arc::new(config)))).await, ca.pem())
    }

    async fn serve(manner: Manner, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = match tls {
            Some(_) => format!("https://localhost:{}", address.port()),
            None => format!("http://{address}"),
        };
        let state = Arc::new(Mutex::new(State { received: Vec::new(), manner, open: 0, most_open: 0 }));
        let shared = Arc::clone(&state);
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(accept(stream, tls.clone(), Arc::clone(&shared)));
            }
        });
        Self { url, state, serving }
    }

    /// Answers otherwise from now on.
    pub fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// Everything so far.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// The most requests that waited for their answer at one time.
    pub fn most_at_once(&self) -> usize {
        self.state.lock().unwrap().most_open
    }

    /// Waits until there are `count` requests.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        found(&format!("{count} requests"), async || {
            Some(self.received()).filter(|received| received.len() >= count)
        })
        .await
    }

    /// The logout tokens so far.
    pub fn tokens(&self) -> Vec<String> {
        self.received().iter().map(|request| request.form[0].1.clone()).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn accept(stream: TcpStream, tls: Option<TlsAcceptor>, state: Arc<Mutex<State>>) {
    match tls {
        None => answer(stream, state).await,
        Some(tls) => {
            if let Ok(stream) = tls.accept(stream).await {
                answer(stream, state).await;
            }
        }
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, state: Arc<Mutex<State>>) {
    let Some(request) = read(&mut stream).await else { return };
    let manner = {
        let mut state = state.lock().unwrap();
        state.received.push(request);
        state.open += 1;
        state.most_open = state.most_open.max(state.open);
        state.manner.clone()
    };
    send(&mut stream, manner).await;
    state.lock().unwrap().open -= 1;
}

async fn send(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), manner: Manner) {
    let head = match manner {
        Manner::Status(status) => format!("{status} Any"),
        Manner::Redirect(location) => format!("302 Found\r\nlocation: {location}"),
        Manner::Silence => {
            let _ = stream.read(&mut [0; 16]).await;
            return;
        }
    };
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let mut line = lines.next()?.split(' ');
        let (method, target) = (line.next()?.to_owned(), line.next()?.to_owned());
        let header = |line: &str| line.split_once(": ").map(|(n, v)| (n.to_lowercase(), v.to_owned()));
        let headers: HashMap<_, _> = lines.filter_map(header).collect();
        let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        if body.len() >= length {
            let form = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            return Some(Received { method, target, headers, form });
        }
    }
}
