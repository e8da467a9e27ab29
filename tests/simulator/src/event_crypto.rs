//! Owns how pushes are encrypted and signed (Feishu: 事件订阅, Encrypt Key).

use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ids::{sha256, sha256_hex};

/// base64(IV ‖ AES-256-CBC with PKCS#7); the key is the SHA-256 of the Encrypt Key.
pub(crate) fn encrypt(encrypt_key: &str, iv: [u8; 16], text: &str) -> Result<String, Unspecified> {
    let key = UnboundCipherKey::new(&AES_256, &sha256(encrypt_key.as_bytes()))?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key)?;
    let mut sealed = text.as_bytes().to_vec();
    key.less_safe_encrypt(&mut sealed, EncryptionContext::Iv128(FixedLength::from(iv)))?;
    Ok(STANDARD.encode([iv.as_slice(), &sealed].concat()))
}

/// Lower-case hex of a plain SHA-256 over timestamp, nonce, key and the body as sent.
pub(crate) fn signature(timestamp: &str, nonce: &str, encrypt_key: &str, body: &str) -> String {
    sha256_hex([timestamp, nonce, encrypt_key, body].concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{encrypt, signature};
    use crate::ids::{hex, sha256};

    const IV: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    const SEALED: &str = "AAECAwQFBgcICQoLDA0OD6alpwIsMFbSsWTHppjb1mEu9cNFSciswsSKozZRT/yJ0pJ9Srb8maLSthv6j6V8a8pp+WlI0s2jgfN5z71C4ok=";

    #[test]
    fn the_key_is_the_hash_of_the_encrypt_key() {
        let expected = "fa2bdca424f01f01ffb48df93acc35d439c7fd331a1a7fba6ac2fd83aa9ab31a";
        assert_eq!(hex(&sha256(b"test key")), expected);
    }

    #[test]
    fn encryption_gives_the_known_envelope() {
        let text = r#"{"challenge":"abc","token":"vt","type":"url_verification"}"#;
        assert_eq!(encrypt("test key", IV, text).unwrap(), SEALED);
    }

    /// The published sample holds `hello world` under the same key.
    #[test]
    fn encryption_gives_the_published_sample() {
        use base64::Engine;
        let sample = "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=";
        let raw = base64::engine::general_purpose::STANDARD.decode(sample).unwrap();
        let iv = raw[..16].try_into().unwrap();
        assert_eq!(encrypt("test key", iv, "hello world").unwrap(), sample);
    }

    #[test]
    fn the_signature_covers_the_body_as_sent() {
        let body = format!(r#"{{"encrypt":"{SEALED}"}}"#);
        let expected = "33bf116a4a793088ec2f879e39a441e7903094d81873ea645da882a74bd9ce81";
        assert_eq!(signature("1700000000", "abc123", "test key", &body), expected);
    }
}
