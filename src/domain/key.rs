//! Signing keys: which algorithms there are, and when a key is published, signs, and retires.

use std::fmt;

use crate::domain::time::Timestamp;

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits; the default that OpenID Connect demands.
    Rs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Every algorithm, the default first.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// The JOSE name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm with this JOSE name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A key as stored. The private half is sealed; see `keys::seal`.
#[derive(Debug, Clone)]
pub struct KeyRecord {
    /// Key id: the RFC 7638 thumbprint of the public half.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Counts up from 1 with every rotation; one key per algorithm and generation.
    pub generation: i64,
    /// The public half as a JWK, JSON text.
    pub public_jwk: String,
    /// The private half (PKCS#8), sealed.
    pub sealed: Vec<u8>,
    /// When it was made and published.
    pub created_at: Timestamp,
    /// From when it signs. Published before, so that every cached JWKS knows it by then.
    pub signs_from: Timestamp,
    /// Until when it is published; `None` while no successor is known.
    pub retires_at: Option<Timestamp>,
}

/// What a key is for at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// It is published and will sign.
    Next,
    /// It signs.
    Signing,
    /// What it signed still verifies.
    Published,
    /// It is in no key set any more.
    Retired,
}

impl KeyState {
    /// For programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Signing => "signing",
            Self::Published => "published",
            Self::Retired => "retired",
        }
    }
}

impl KeyRecord {
    /// What the key is for at `now`, being one of `all`.
    pub fn state(&self, all: &[Self], now: Timestamp) -> KeyState {
        if !self.is_published(now) {
            KeyState::Retired
        } else if self.signs_from > now {
            KeyState::Next
        } else if signing_key(all, self.algorithm, now).is_some_and(|signer| signer.kid == self.kid) {
            KeyState::Signing
        } else {
            KeyState::Published
        }
    }

    /// Whether the key belongs in the JWKS at `now`.
    pub fn is_published(&self, now: Timestamp) -> bool {
        self.retires_at.is_none_or(|end| now < end)
    }
}

/// The key that signs with `algorithm` at `now`: the youngest that may.
pub fn signing_key(keys: &[KeyRecord], algorithm: Algorithm, now: Timestamp) -> Option<&KeyRecord> {
    keys.iter()
        .filter(|key| key.algorithm == algorithm && key.signs_from <= now && key.is_published(now))
        .max_by(|a, b| (a.signs_from, &a.kid).cmp(&(b.signs_from, &b.kid)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str, signs_from: i64, retires_at: Option<i64>) -> KeyRecord {
        KeyRecord {
            kid: kid.into(),
            algorithm: Algorithm::Rs256,
            generation: 1,
            public_jwk: String::new(),
            sealed: vec![],
            created_at: Timestamp::from_seconds(0),
            signs_from: Timestamp::from_seconds(signs_from),
            retires_at: retires_at.map(Timestamp::from_seconds),
        }
    }

    #[test]
    fn the_next_key_is_published_before_it_signs() {
        let keys = [key("old", 0, Some(200)), key("new", 100, None)];
        let signer = |now| {
            signing_key(&keys, Algorithm::Rs256, Timestamp::from_seconds(now)).map(|key| key.kid.as_str())
        };
        assert_eq!(signer(99), Some("old"));
        assert_eq!(signer(100), Some("new"));
        let states = |now| keys.each_ref().map(|key| key.state(&keys, Timestamp::from_seconds(now)));
        assert_eq!(states(99), [KeyState::Signing, KeyState::Next]);
        assert_eq!(states(100), [KeyState::Published, KeyState::Signing]);
        assert_eq!(states(200), [KeyState::Retired, KeyState::Signing]);
        assert!(keys.iter().all(|key| key.is_published(Timestamp::from_seconds(199))));
        assert!(!keys[0].is_published(Timestamp::from_seconds(200)));
        assert!(signing_key(&keys, Algorithm::Es256, Timestamp::from_seconds(100)).is_none());
    }
}
