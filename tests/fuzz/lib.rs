//! What the targets share: a key ring, tokens by its keys, and ways to bend them.

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larkgate::config::Database;
use larkgate::domain::key::Algorithm;
use larkgate::domain::time::Timestamp;
use larkgate::keys::{KeyRing, Seal};
use larkgate::store::Store;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// A ring with fresh keys.
pub static RING: LazyLock<KeyRing> = LazyLock::new(|| {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::connect(&Database::Sqlite(folder.path().join("larkgate.db"))).await.unwrap();
        let seal = Arc::new(Seal::new(&[7; 32]).unwrap());
        KeyRing::open(&store, &seal, NOW).await.unwrap()
    })
});

/// A token by every key, `typ` `JWT`.
pub static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let claims = json!({"iss": "app", "sub": "app", "aud": "https://sso.example.com", "exp": 1_900_000_000, "jti": "1"});
    let sign = |algorithm| RING.sign(algorithm, "JWT", &claims, NOW).unwrap();
    Algorithm::ALL.map(sign).to_vec()
});

/// A text that is nearly a token by one of our keys: the first byte chooses how it is bent, the rest bends it. Nothing that
/// comes out of here was signed, but for the tokens themselves.
pub fn forged(data: &[u8]) -> String {
    let [how, rest @ ..] = data else { return String::new() };
    let token = &TOKENS[usize::from(how / 4) % TOKENS.len()];
    match how % 4 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        // Three parts in the clear, with KID for the id of a key that is there.
        1 => {
            let parts: Vec<_> = rest.splitn(3, |byte| *byte == b'|').map(<[u8]>::to_vec).collect();
            let with_kid =
                |part: Vec<u8>| String::from_utf8_lossy(&part).replace("KID", &kid(token)).into_bytes();
            let parts = parts.into_iter().map(|part| URL_SAFE_NO_PAD.encode(with_kid(part)));
            parts.collect::<Vec<_>>().join(".")
        }
        // Another header or body for a signature that is there.
        2 => {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            if let [at, text @ ..] = rest {
                let text = String::from_utf8_lossy(text).replace("KID", &kid(token));
                parts[usize::from(at % 3)] = URL_SAFE_NO_PAD.encode(text);
            }
            parts.join(".")
        }
        // Bytes replaced here and there: where in two bytes, by what in one.
        _ => {
            let mut bytes = token.clone().into_bytes();
            for change in rest.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
                bytes[at] = change[2];
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }
}

fn kid(token: &str) -> String {
    let header = token.split('.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok()).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_owned()
}

/// A form's value read slowly (the URL Standard's `application/x-www-form-urlencoded`), without its UTF-8 decoding.
pub fn form_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut rest = text;
    let mut decoded = Vec::new();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            (b'+', ..) => decoded.push(b' '),
            _ => decoded.push(*first),
        }
    }
    decoded
}

/// Whether a parameter or credential of these bytes may pass: printable text, and no sign of a failed decoding.
pub fn readable(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    (!text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)).then_some(text)
}
