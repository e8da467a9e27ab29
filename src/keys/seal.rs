//! Sealing: authenticated encryption with a key that is not in the database, and secrets derived from that key.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::config::SealKey;
use crate::domain::id::SessionId;
use crate::domain::time::Timestamp;
use crate::domain::token::{Entropy, Opaque, random};
use crate::keys::KeyError;
use crate::store::Store;

/// Seals and opens, and derives secrets that need no storage.
pub struct Seal {
    aead: RandomizedNonceKey,
    pkce: hmac::Key,
    refresh: hmac::Key,
    token_id: hmac::Key,
    csrf: hmac::Key,
    pairwise: hmac::Key,
}

/// 32 bytes from HKDF.
struct Length32;

impl KeyType for Length32 {
    fn len(&self) -> usize {
        32
    }
}

impl Seal {
    /// Takes the key from where the configuration says. A file beside the database is made when missing; the caller
    /// tells the operator. Returns whether it was.
    ///
    /// # Errors
    /// When the key is missing, malformed, or readable by others.
    pub fn open(source: &SealKey, entropy: &dyn Entropy) -> Result<(Self, bool), KeyError> {
        let (text, made) = match source {
            SealKey::Given(secret) => (secret.reveal().to_owned(), false),
            SealKey::Beside(path) => read_or_make(path, entropy)?,
        };
        let bytes = STANDARD
            .decode(text.trim())
            .ok()
            .filter(|bytes| bytes.len() == 32)
            .ok_or_else(|| KeyError::SealKey("must be 32 bytes in base64".into()))?;
        Ok((Self::new(&bytes)?, made))
    }

    /// As [`Seal::open`], for what `store` holds: a key file that went missing is not made anew where keys were sealed
    /// with it, since that would only hide the loss.
    ///
    /// # Errors
    /// As [`Seal::open`], and when the database fails.
    pub async fn open_for(
        store: &Store,
        source: &SealKey,
        entropy: &dyn Entropy,
        now: Timestamp,
    ) -> Result<(Self, bool), KeyError> {
        if let SealKey::Beside(path) = source
            && !path.exists()
            && !store.read().await?.published_keys(now).await?.is_empty()
        {
            let path = path.display();
            return Err(KeyError::SealKey(format!(
                "{path} is missing, but the database holds keys sealed with it; bring it back"
            )));
        }
        Self::open(source, entropy)
    }

    /// From the root key's bytes; each use gets a key of its own.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn new(root: &[u8]) -> Result<Self, KeyError> {
        let prk = Salt::new(HKDF_SHA256, b"larkgate").extract(root);
        let aead = RandomizedNonceKey::new(&AES_256_GCM, &derive(&prk, b"seal v1")?)
            .map_err(|_refused| KeyError::Crypto("making the sealing key"))?;
        let mac = |info| Ok::<_, KeyError>(hmac::Key::new(hmac::HMAC_SHA256, &derive(&prk, info)?));
        Ok(Self {
            aead,
            pkce: mac(b"pkce v1")?,
            refresh: mac(b"refresh v1")?,
            token_id: mac(b"jti v1")?,
            csrf: mac(b"csrf v1")?,
            pairwise: mac(b"pairwise v1")?,
        })
    }

    /// Seals `plain` for the one place named by `context`; it opens nowhere else.
    ///
    /// # Errors
    /// When the library refuses.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut body = plain.to_vec();
        let nonce = self
            .aead
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut body)
            .map_err(|_refused| KeyError::Crypto("sealing"))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut body);
        Ok(sealed)
    }

    /// Opens what was sealed for `context`; `None` when it was altered, moved, or sealed with another key.
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let plain = self.aead.open_in_place(nonce, Aad::from(context.as_bytes()), &mut body).ok()?;
        Some(plain.to_vec())
    }

    /// The PKCE verifier of the upstream sign-in with this `state` (RFC 7636 §4.1: 43 characters). Derived rather
    /// than stored, so that a copy of the database redeems nothing.
    pub fn pkce_verifier(&self, state: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.pkce, state.as_bytes()))
    }

    /// The unguessable part of the `jti` of what was issued for `token`: the same however often it is asked for.
    pub fn token_id(&self, token: &Opaque) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.token_id, token.reveal().as_bytes()))
    }

    /// What a form of ours carries to show that it was shown to this very session.
    pub fn csrf_token(&self, session: &SessionId) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.csrf, session.as_str().as_bytes()))
    }

    /// Whether a form was shown to this session; constant time.
    pub fn is_csrf_token(&self, session: &SessionId, token: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(token)
            .is_ok_and(|tag| hmac::verify(&self.csrf, session.as_str().as_bytes(), &tag).is_ok())
    }

    /// What the applications of `sector` know `name` by, and nobody else does (OpenID Connect Core §8.1).
    pub fn pairwise(&self, sector: &str, name: &str) -> String {
        let mut mac = hmac::Context::with_key(&self.pairwise);
        // A host has no zero byte, so no two pairs are written the same.
        for part in [sector.as_bytes(), b"\0", name.as_bytes()] {
            mac.update(part);
        }
        URL_SAFE_NO_PAD.encode(mac.sign())
    }

    /// The refresh token that follows `token`. Derived, so that an honest client that asks twice at once can be given
    /// the same answer twice, though only a hash of it is stored.
    pub fn next_refresh_token(&self, token: &Opaque) -> Opaque {
        Opaque::received(&URL_SAFE_NO_PAD.encode(hmac::sign(&self.refresh, token.reveal().as_bytes())))
    }
}

fn derive(prk: &Prk, info: &[u8]) -> Result<[u8; 32], KeyError> {
    let mut key = [0; 32];
    prk.expand(&[info], Length32)
        .and_then(|okm| okm.fill(&mut key))
        .map_err(|_refused| KeyError::Crypto("key derivation"))?;
    Ok(key)
}

fn read_or_make(path: &Path, entropy: &dyn Entropy) -> Result<(String, bool), KeyError> {
    let wrong = |error: io::Error| KeyError::SealKey(format!("{}: {error}", path.display()));
    match read_private(path) {
        Ok(text) => Ok((text, false)),
        Err(error) if error.kind() == ErrorKind::NotFound => match make(path, entropy) {
            Ok(text) => Ok((text, true)),
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Ok((read_private(path).map_err(wrong)?, false))
            }
            Err(error) => Err(wrong(error)),
        },
        Err(error) => Err(wrong(error)),
    }
}

fn read_private(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    if file.metadata()?.mode() & 0o077 != 0 {
        return Err(io::Error::other("can be read by others; run chmod 600 on it"));
    }
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Writes the file under another name first: a process killed half-way must not leave half a key behind.
fn make(path: &Path, entropy: &dyn Entropy) -> io::Result<String> {
    let text = STANDARD.encode(random::<32>(entropy));
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let _ = std::fs::remove_file(&draft);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    linked.map(|()| text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::Secret;
    use crate::domain::token::SystemEntropy;

    fn seal() -> Seal {
        Seal::new(&[7; 32]).unwrap()
    }

    #[test]
    fn a_pairwise_name_is_one_sectors_and_one_persons() {
        let name = seal().pairwise("a.example", "ou_1");
        assert_eq!(name, seal().pairwise("a.example", "ou_1"));
        assert_eq!(name.len(), 43);
        for (sector, person) in [("b.example", "ou_1"), ("a.example", "ou_2"), ("a.exampleou", "_1")] {
            assert_ne!(name, seal().pairwise(sector, person), "{sector} {person}");
        }
        assert_ne!(name, Seal::new(&[8; 32]).unwrap().pairwise("a.example", "ou_1"));
    }

    #[test]
    fn opens_only_in_its_place_whole_and_with_its_key() {
        let sealed = seal().seal("key 1", b"private").unwrap();
        assert_eq!(seal().open_sealed("key 1", &sealed).unwrap(), b"private");
        assert!(seal().open_sealed("key 2", &sealed).is_none());
        assert!(Seal::new(&[8; 32]).unwrap().open_sealed("key 1", &sealed).is_none());
        for length in 0..sealed.len() {
            assert!(seal().open_sealed("key 1", &sealed[..length]).is_none(), "cut to {length}");
        }
        for position in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[position] ^= 1;
            assert!(seal().open_sealed("key 1", &altered).is_none(), "bit flipped at {position}");
        }
    }

    #[test]
    fn sealing_twice_looks_different() {
        assert_ne!(seal().seal("k", b"x").unwrap(), seal().seal("k", b"x").unwrap());
    }

    #[test]
    fn a_verifier_follows_from_the_state_and_the_key() {
        let verifier = seal().pkce_verifier("state");
        assert_eq!(verifier.len(), 43);
        assert_eq!(verifier, seal().pkce_verifier("state"));
        assert_ne!(verifier, seal().pkce_verifier("other"));
        assert_ne!(verifier, Seal::new(&[8; 32]).unwrap().pkce_verifier("state"));
    }

    #[test]
    fn what_is_derived_for_one_purpose_says_nothing_of_another() {
        let token = Opaque::received("token");
        let (next, id, verifier) =
            (seal().next_refresh_token(&token), seal().token_id(&token), seal().pkce_verifier("token"));
        assert_eq!(next.reveal(), seal().next_refresh_token(&token).reveal());
        assert!(next.reveal() != id && id != verifier && next.reveal() != verifier);
        let (mine, other) = (SessionId::received("ses_1"), SessionId::received("ses_2"));
        assert!(seal().is_csrf_token(&mine, &seal().csrf_token(&mine)));
        assert!(!seal().is_csrf_token(&mine, &seal().csrf_token(&other)));
        assert!(!seal().is_csrf_token(&mine, "") && !seal().is_csrf_token(&mine, "!"));
    }

    #[test]
    fn the_file_beside_the_database_is_made_once_and_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("larkgate.db.key");
        let source = SealKey::Beside(path.clone());
        let (first, made) = Seal::open(&source, &SystemEntropy).unwrap();
        assert!(made);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let (second, made) = Seal::open(&source, &SystemEntropy).unwrap();
        assert!(!made);
        assert_eq!(first.pkce_verifier("s"), second.pkce_verifier("s"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Seal::open(&source, &SystemEntropy), Err(KeyError::SealKey(_))));
    }

    #[test]
    fn a_malformed_key_is_refused() {
        for text in ["", "c2hvcnQ=", "not base64!"] {
            assert!(Seal::open(&SealKey::Given(Secret::new(text)), &SystemEntropy).is_err(), "{text}");
        }
    }
}
