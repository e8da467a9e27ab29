//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// An S256 code challenge: exactly 43 base64url characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Takes a challenge from a request; `None` unless it has the form of a SHA-256 in base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let decoded = URL_SAFE_NO_PAD.decode(text).ok()?;
        (decoded.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The challenge that belongs to `verifier`.
    pub fn of(verifier: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes())))
    }

    /// Whether `verifier` is well formed (RFC 7636 §4.1) and belongs to this challenge; constant time.
    pub fn is_met_by(&self, verifier: &str) -> bool {
        let well_formed = (43..=128).contains(&verifier.len())
            && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        let expected = Self::of(verifier);
        well_formed
            && constant_time::verify_slices_are_equal(expected.0.as_bytes(), self.0.as_bytes()).is_ok()
    }

    /// The text, as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::CodeChallenge;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn rfc_7636_appendix_b() {
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_met_by(VERIFIER));
        assert!(!challenge.is_met_by("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
    }

    #[test]
    fn a_verifier_out_of_form_never_meets() {
        for verifier in ["", "short", &"a".repeat(129), &format!("{}é", "a".repeat(43))] {
            assert!(!CodeChallenge::of(verifier).is_met_by(verifier), "{verifier}");
        }
    }

    #[test]
    fn refuses_what_is_no_sha256() {
        for text in ["", "abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", &"A".repeat(86)] {
            assert!(CodeChallenge::parse(text).is_none(), "{text}");
        }
    }
}
