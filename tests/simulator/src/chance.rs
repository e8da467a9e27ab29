//! Owns randomness: the only place where the simulator draws bytes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::ids::hex;

/// Random bytes. Should the system refuse them, zeros: a simulator has nothing to protect.
#[allow(clippy::disallowed_methods, reason = "the one place where the simulator draws random bytes")]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut drawn = [0; N];
    aws_lc_rs::rand::fill(&mut drawn).unwrap_or_default();
    drawn
}

pub(crate) fn hex_text<const N: usize>() -> String {
    hex(&bytes::<N>())
}

pub(crate) fn url_safe<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<N>())
}

/// Looks like a JWT of about 1 KB, as v2 and v3 tokens do, and holds nothing.
pub(crate) fn token_like_jwt() -> String {
    format!("eyJ{}.eyJ{}.{}", url_safe::<60>(), url_safe::<720>(), url_safe::<64>())
}
