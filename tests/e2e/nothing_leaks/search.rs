//! A search for many secrets in much text at once, in the clothes that secrets wear.

use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// So many bytes of a needle choose the needles to compare with; shorter secrets are no secrets.
const PREFIX: usize = 8;

/// Secrets to look for.
#[derive(Default)]
pub(super) struct Search {
    needles: HashMap<[u8; PREFIX], Vec<(String, Vec<u8>)>>,
    pub(super) secrets: usize,
}

impl Search {
    /// Looks for `secret` too: as it is, in hexadecimal, percent-encoded, and inside base64.
    pub(super) fn add(&mut self, name: &str, secret: &[u8]) {
        assert!(secret.len() >= PREFIX, "{name} is too short to be found by");
        self.secrets += 1;
        self.needle(name, secret.to_vec());
        self.needle(&format!("{name}, in hexadecimal"), hex(secret).into_bytes());
        let encoded: String = url::form_urlencoded::byte_serialize(secret).collect();
        self.needle(&format!("{name}, percent-encoded"), encoded.into_bytes());
        for lead in 0..3 {
            let padded = [vec![0; lead], secret.to_vec()].concat();
            for text in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
                // The ends mix with what stands beside.
                let inner = &text.as_bytes()[lead * 2..text.len() - 3];
                self.needle(&format!("{name}, in base64"), inner.to_vec());
            }
        }
    }

    fn needle(&mut self, name: &str, needle: Vec<u8>) {
        let Some(prefix) = needle.first_chunk() else { return };
        let alike = self.needles.entry(*prefix).or_default();
        if alike.iter().all(|(_, other)| *other != needle) {
            alike.push((name.to_owned(), needle));
        }
    }

    /// What is found in `place`, each with its surroundings.
    pub(super) fn found_in(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (at, window) in bytes.windows(PREFIX).enumerate() {
            let prefix: &[u8; PREFIX] = window.first_chunk().unwrap();
            for (name, needle) in self.needles.get(prefix).into_iter().flatten() {
                if bytes[at..].starts_with(needle) {
                    let around = &bytes[at.saturating_sub(60)..bytes.len().min(at + 100)];
                    found.push(format!("{name} in {place}: …{}…", String::from_utf8_lossy(around)));
                }
            }
        }
        found
    }
}

/// Every JWT in `text`, with header and payload decoded.
pub(super) fn decoded_jwts(text: &str) -> Vec<u8> {
    let token = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
    let mut decoded = Vec::new();
    for jwt in text.split(token).filter(|word| word.starts_with("eyJ")) {
        for part in jwt.split('.').take(2) {
            decoded.extend(URL_SAFE_NO_PAD.decode(part).unwrap_or_default());
            decoded.push(b'\n');
        }
    }
    decoded
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn finds_a_planted_secret_in_every_form() {
    let mut search = Search::default();
    search.add("planted", b"s3cr3t+/value=with&signs");
    let text = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
    for planted in [
        b"at the beg\ns3cr3t+/value=with&signs".to_vec(),
        format!("\\x{}", hex(b"s3cr3t+/value=with&signs")).into_bytes(),
        b"?code=s3cr3t%2B%2Fvalue%3Dwith%26signs&x".to_vec(),
        text(b"s3cr3t+/value=with&signs").into_bytes(),
        text(b"id:s3cr3t+/value=with&signs").into_bytes(),
        text(b"i:s3cr3t+/value=with&signs, and more").into_bytes(),
        URL_SAFE_NO_PAD.encode(b"{\"x\":\"s3cr3t+/value=with&signs\"}").into_bytes(),
    ] {
        let shown = String::from_utf8_lossy(&planted);
        assert!(!search.found_in("here", &planted).is_empty(), "not found in {shown}");
    }
    for innocent in [&b"s3cr3t+/value=with&sign"[..], b"", b"s3cr3t", b"other text that says nothing"] {
        assert!(search.found_in("here", innocent).is_empty());
    }
}

#[test]
fn looks_into_tokens() {
    let jwt = format!("eyJhbGciOiJub25lIn0.{}.x", URL_SAFE_NO_PAD.encode(b"{\"leak\":\"planted-secret\"}"));
    let decoded = decoded_jwts(&format!("{{\"id_token\":\"{jwt}\"}}"));
    let mut search = Search::default();
    search.add("planted", b"planted-secret");
    assert_eq!(search.found_in("a token", &decoded).len(), 1);
}
