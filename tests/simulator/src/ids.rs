//! Owns identifiers that stay the same from run to run, and the hashes they are made with.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// One person in one app; differs from app to app.
pub(crate) fn open_id(app_id: &str, slug: &str) -> String {
    format!("ou_{}", stable(&["open", app_id, slug], 16))
}

/// One person for all apps of an organisation.
pub(crate) fn union_id(slug: &str) -> String {
    format!("on_{}", stable(&["union", slug], 16))
}

/// One person in one tenant.
pub(crate) fn user_id(slug: &str) -> String {
    stable(&["user", slug], 4)
}

pub(crate) fn open_department_id(department_id: &str) -> String {
    format!("od-{}", stable(&["department", department_id], 16))
}

/// `bytes` bytes of a hash of the parts, as hex.
pub(crate) fn stable(parts: &[&str], bytes: usize) -> String {
    sha256_hex(parts.join("|").as_bytes()).chars().take(bytes * 2).collect()
}

pub(crate) fn sha256(data: &[u8]) -> [u8; 32] {
    let mut sum = [0; 32];
    sum.copy_from_slice(digest(&SHA256, data).as_ref());
    sum
}

pub(crate) fn sha256_hex(data: &[u8]) -> String {
    hex(&sha256(data))
}

/// RFC 7636 `S256`.
pub(crate) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn s256_gives_the_value_of_rfc_7636() {
        let challenge = super::s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn an_open_id_belongs_to_one_app_and_a_union_id_to_all() {
        assert_ne!(super::open_id("cli_a", "lin"), super::open_id("cli_b", "lin"));
        assert_eq!(super::open_id("cli_a", "lin").len(), 35);
        assert_ne!(super::union_id("lin"), super::union_id("zhou"));
    }
}
