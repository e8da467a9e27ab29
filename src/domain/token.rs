//! Opaque secrets: made once, shown once, stored only as a hash.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Where chance comes from; tests may hand in a predictable one.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with unpredictable values.
    fn fill(&self, bytes: &mut [u8]);
}

/// The cryptographic generator of the process.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[allow(
        clippy::disallowed_methods,
        clippy::panic,
        reason = "the one source of chance; without it nothing is safe"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            panic!("the system's random generator failed");
        }
    }
}

/// `N` fresh random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// 256 random bits as 43 base64url characters: a cookie, a code, a refresh token, a client secret.
///
/// `Debug` is blank and there is no `Display`: whoever shows one says so with [`Opaque::reveal`].
#[derive(Clone)]
pub struct Opaque(String);

impl Opaque {
    /// A fresh one.
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<32>(entropy)))
    }

    /// One that came from outside; any text is taken, since only its hash is ever compared.
    pub fn received(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text itself, for the one answer that carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored and looked up.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opaque(…)")
    }
}

/// SHA-256 of an opaque secret. A fast hash is right: the secret has 256 bits of chance.
#[derive(Clone, sqlx::Type)]
#[sqlx(transparent)]
pub struct TokenHash(Vec<u8>);

impl TokenHash {
    /// The hash of `text`.
    pub fn of(text: &str) -> Self {
        Self(digest::digest(&digest::SHA256, text.as_bytes()).as_ref().to_vec())
    }

    /// As text that may stand in an address: a hash tells nothing of the secret.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.0)
    }

    /// Reads what [`TokenHash::encode`] wrote.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == digest::SHA256_OUTPUT_LEN).then_some(Self(bytes))
    }

    /// The digest; `None` for what this program never wrote.
    pub fn digest(&self) -> Option<[u8; digest::SHA256_OUTPUT_LEN]> {
        self.0.as_slice().try_into().ok()
    }

    /// Whether both are the same, in time that does not depend on where they differ.
    pub fn matches(&self, other: &Self) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_long_url_safe_and_never_the_same() {
        let (one, two) = (Opaque::new(&SystemEntropy), Opaque::new(&SystemEntropy));
        assert_eq!(one.reveal().len(), 43);
        assert!(one.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert!(!one.hash().matches(&two.hash()));
        assert!(one.hash().matches(&Opaque::received(one.reveal()).hash()));
    }

    #[test]
    fn a_hash_may_stand_in_an_address() {
        let hash = TokenHash::of("secret");
        assert!(TokenHash::decode(&hash.encode()).unwrap().matches(&hash));
        for text in ["", "secret", "AAAA", "!", &format!("{}A", TokenHash::of("x").encode())] {
            assert!(TokenHash::decode(text).is_none(), "{text}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = Opaque::received("visible");
        assert!(!format!("{secret:?} {:?}", secret.hash()).contains("visible"));
    }
}
