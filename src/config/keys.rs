//! `[keys]`: signing keys, and the key that seals them in the database.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::duration::{days, hours, minutes};
use super::problems::Problem;
use super::reader::Section;
use super::secret_source::{Direct, Sourced};
use super::{Database, Keys, SealKey, Secret};

/// `database` is absent when it has problems of its own.
pub(super) fn keys(root: &mut Section<'_>, database: Option<&Database>) -> (Keys, Option<SealKey>) {
    let mut section = root.section("keys");
    let keys = Keys {
        publish_ahead: section.duration("publish_ahead", hours(2), minutes(10)..=days(7)),
        rotate_every: section.duration("rotate_every", days(90), days(8)..=days(730)),
    };
    let seal = match (section.sourced("seal_key", Direct::Refused), database) {
        (Sourced::Found(text), _) => given(&section, &text),
        (Sourced::Absent, Some(Database::Sqlite(file))) => Some(SealKey::Beside(beside(file))),
        (Sourced::Absent, Some(Database::Postgres(_))) => {
            let problem = Problem::new(section.at("seal_key"), "required with PostgreSQL, but missing");
            section.miss(
                "seal_key",
                problem.hint("use seal_key_env or seal_key_file; openssl rand -base64 32 makes one"),
            );
            None
        }
        (Sourced::Absent, None) | (Sourced::Refused, _) => None,
    };
    section.finish();
    (keys, seal)
}

/// The given key, in standard base64 however it was written.
fn given(section: &Section<'_>, text: &Secret) -> Option<SealKey> {
    let bytes = decode(text.reveal()).filter(|bytes| bytes.len() == 32);
    if bytes.is_none() {
        let problem = Problem::new(section.at("seal_key"), "expected 32 bytes in base64");
        section.note(problem.hint("openssl rand -base64 32"));
    }
    bytes.map(|bytes| SealKey::Given(Secret::new(STANDARD.encode(bytes))))
}

/// Base64 in either alphabet, padded or not.
fn decode(text: &str) -> Option<Vec<u8>> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabets = [alphabet::STANDARD, alphabet::URL_SAFE];
    alphabets.iter().find_map(|alphabet| GeneralPurpose::new(alphabet, lenient).decode(text.trim()).ok())
}

fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".key");
    path.into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use crate::config::SealKey;
    use crate::config::tests::{problems_with, with};

    #[test]
    fn the_sealing_key_lies_beside_a_sqlite_file() {
        let config = with("keys", "{ publish_ahead = \"1h\" }").unwrap();
        assert_eq!(config.keys.publish_ahead, Duration::from_secs(3600));
        assert_eq!(config.keys.rotate_every, Duration::from_secs(90 * 24 * 60 * 60));
        assert!(
            matches!(config.seal, SealKey::Beside(path) if path == Path::new("/etc/larkgate/larkgate.db.key"))
        );
    }

    #[test]
    fn postgres_needs_a_sealing_key() {
        let problems = problems_with("database", "{ url_env = \"DATABASE_URL\" }");
        assert!(problems.starts_with("keys.seal_key: required with PostgreSQL, but missing\n"), "{problems}");
    }

    #[test]
    fn the_sealing_key_is_32_bytes_in_either_base64() {
        for variable in ["SEAL_KEY", "SEAL_KEY_URL_SAFE"] {
            let config = with("keys", &format!("{{ seal_key_env = {variable:?} }}")).unwrap();
            let SealKey::Given(key) = config.seal else { panic!("another key") };
            assert_eq!(key.reveal(), "+++++++++++++++++++++++++++++++++++++++++/8=");
        }
        for variable in ["SHORT", "FEISHU_APP_SECRET"] {
            let problems = problems_with("keys", &format!("{{ seal_key_env = {variable:?} }}"));
            assert_eq!(
                problems,
                "keys.seal_key: expected 32 bytes in base64\n  hint: openssl rand -base64 32"
            );
        }
    }

    #[test]
    fn the_sealing_key_never_stands_in_the_file() {
        let problems = problems_with("keys", "{ seal_key = \"hunter2\" }");
        let hint = "use seal_key_env or seal_key_file";
        assert_eq!(problems, format!("keys.seal_key: a secret must not stand in this file\n  hint: {hint}"));
    }

    #[test]
    fn publishes_keys_before_they_sign() {
        let problems = problems_with("keys", "{ publish_ahead = \"9m\" }");
        assert_eq!(problems, "keys.publish_ahead: expected a duration from 10m to 7d, found \"9m\"");
    }
}
