//! Keys of an application, and the address where it publishes them.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::harness::waiting::LONGER_THAN_CALLERS;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

/// An Ed25519 key pair.
pub struct ClientKey {
    kid: String,
    x: String,
    private: EncodingKey,
}

impl ClientKey {
    /// A fresh one.
    pub fn new(kid: &str) -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Self { kid: kid.to_owned(), x, private: EncodingKey::from_ed_der(pkcs8.as_ref()) }
    }

    /// The public half.
    pub fn public_jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": self.x, "use": "sig" })
    }

    /// Signs claims as a JWT.
    pub fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }
}

/// Serves a key set on loopback until dropped.
pub struct KeyServer {
    pub url: String,
    published: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
    handle: ServerHandle,
}

impl KeyServer {
    pub async fn start(keys: &[&ClientKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        let (published, asked) = (Arc::new(Mutex::new(set(keys))), Arc::new(AtomicUsize::new(0)));
        let shared = (web::Data::from(Arc::clone(&published)), web::Data::from(Arc::clone(&asked)));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.0.clone())
                .app_data(shared.1.clone())
                .route("/jwks.json", web::get().to(serve))
        })
        .workers(1)
        .keep_alive(LONGER_THAN_CALLERS)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { url, published, asked, handle }
    }

    /// Publishes other keys from now on.
    pub fn publish(&self, keys: &[&ClientKey]) {
        *self.published.lock().unwrap() = set(keys);
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for KeyServer {
    fn drop(&mut self) {
        drop(tokio::spawn(self.handle.stop(false)));
    }
}

fn set(keys: &[&ClientKey]) -> String {
    json!({ "keys": keys.iter().map(|key| key.public_jwk()).collect::<Vec<_>>() }).to_string()
}

async fn serve(published: web::Data<Mutex<String>>, asked: web::Data<AtomicUsize>) -> HttpResponse {
    asked.fetch_add(1, Ordering::SeqCst);
    HttpResponse::Ok().content_type("application/json").body(published.lock().unwrap().clone())
}
