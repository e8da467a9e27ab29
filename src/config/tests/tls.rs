//! Tests of `[listen.tls]`: files that are a pair, files that are not, and what is said of a certificate that is.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyPair};

use super::with;
use crate::config::{Config, Problems};
use crate::domain::time::Timestamp;

/// 2030-01-01.
const NOW: Timestamp = Timestamp::from_seconds(1_893_456_000);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct Files(tempfile::TempDir);

impl Files {
    /// A certificate for `sso.example.com` that is valid for the years 2029 and 2030, changed by `change`.
    fn new(change: impl Fn(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::new(vec!["sso.example.com".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2029, 1, 1);
        params.not_after = rcgen::date_time_ymd(2031, 1, 1);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let files = Self(tempfile::tempdir().unwrap());
        files.write("cert.pem", &params.self_signed(&key).unwrap().pem(), 0o644);
        files.write("key.pem", &key.serialize_pem(), 0o600);
        files
    }

    fn write(&self, name: &str, text: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(Path::new(&path), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn load(&self) -> Result<Config, Problems> {
        let (certificate, key) = (self.path("cert.pem"), self.path("key.pem"));
        with("listen", &format!("{{ tls = {{ certificate_file = {certificate:?}, key_file = {key:?} }} }}"))
    }

    fn problems(&self) -> String {
        self.load().unwrap_err().to_string()
    }

    fn doubts(&self, host: &str, now: Timestamp) -> Vec<String> {
        self.load().unwrap().listen.tls.unwrap().load().unwrap().doubts(host, now)
    }
}

#[test]
fn a_pair_loads_and_nothing_is_said_of_a_good_one() {
    let files = Files::new(|_| {});
    assert_eq!(files.doubts("sso.example.com", NOW), [""; 0]);
    let files = Files::new(|params| {
        params.subject_alt_names = vec![rcgen::SanType::IpAddress([127, 0, 0, 1].into())];
    });
    assert_eq!(files.doubts("127.0.0.1", NOW), [""; 0]);
    assert_eq!(files.doubts("[::1]", NOW), ["the certificate does not name [::1]"]);
}

#[test]
fn what_browsers_will_not_like_is_said() {
    let files = Files::new(|_| {});
    assert_eq!(files.doubts("other.example.com", NOW), ["the certificate does not name other.example.com"]);
    let until = |days: u32| Timestamp::from_seconds(1_924_992_000).minus(DAY * days);
    assert_eq!(files.doubts("sso.example.com", until(15)), [""; 0]);
    assert_eq!(files.doubts("sso.example.com", until(13)), ["the certificate lapses within 14 days"]);
    assert_eq!(files.doubts("sso.example.com", until(0).plus(DAY)), ["the certificate has lapsed"]);
    assert_eq!(files.doubts("sso.example.com", NOW.minus(DAY * 400)), ["the certificate is not valid yet"]);
    let authority = Files::new(|params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    let doubts = authority.doubts("sso.example.com", NOW);
    assert!(doubts.len() == 1 && doubts[0].contains("an authority's"), "{doubts:?}");
    let for_clients =
        Files::new(|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    assert_eq!(for_clients.doubts("sso.example.com", NOW).len(), 1);
}

#[test]
fn the_key_is_the_certificates_and_closed_to_others() {
    let files = Files::new(|_| {});
    files.write("key.pem", &KeyPair::generate().unwrap().serialize_pem(), 0o600);
    assert_eq!(files.problems(), "listen.tls.key_file: the key is not the certificate's");
    let files = Files::new(|_| {});
    let key = fs::read_to_string(files.path("key.pem")).unwrap();
    files.write("key.pem", &key, 0o644);
    let expected = "listen.tls.key_file: every user of this machine may open the file\n  hint: chmod 600, or 640 with \
                    larkgate's group";
    assert_eq!(files.problems(), expected);
}

#[test]
fn both_files_are_judged_at_once_and_neither_is_shown() {
    let files = Files::new(|_| {});
    files.write("cert.pem", "hunter2", 0o644);
    files.write("key.pem", "-----BEGIN PRIVATE KEY-----\nhunter2\n", 0o600);
    let problems = files.problems();
    assert!(
        problems.starts_with("listen.tls.certificate_file: there is no certificate in the file\n"),
        "{problems}"
    );
    assert!(problems.contains("\nlisten.tls.key_file: there is no private key in the file\n"), "{problems}");
    assert!(!problems.contains("hunter2"), "{problems}");
    files.write("cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 0o644);
    fs::remove_file(files.path("key.pem")).unwrap();
    let problems = files.problems();
    assert!(
        problems.starts_with("listen.tls.certificate_file: the first certificate is not valid: "),
        "{problems}"
    );
    assert!(problems.contains("listen.tls.key_file: the file cannot be read: "), "{problems}");
}

#[test]
fn one_file_alone_is_half_a_certificate() {
    let files = Files::new(|_| {});
    let certificate = files.path("cert.pem");
    let alone = with("listen", &format!("{{ tls = {{ certificate_file = {certificate:?} }} }}"))
        .unwrap_err()
        .to_string();
    assert_eq!(alone, "listen.tls.key_file: required, but missing");
    let neither = with("listen", "{ tls = {} }").unwrap_err().to_string();
    assert_eq!(neither.lines().count(), 2, "{neither}");
    assert!(with("listen", "{}").unwrap().listen.tls.is_none());
}

#[test]
fn an_issuer_that_is_http_is_not_served_by_tls() {
    let files = Files::new(|_| {});
    let (certificate, key) = (files.path("cert.pem"), files.path("key.pem"));
    let text = format!(
        "issuer = \"http://127.0.0.1:8080\"\norganization = \"Example\"\ndatabase.url = \"sqlite:x.db\"\n\
         [connectors.feishu]\napp_id = \"cli_a1\"\napp_secret_env = \"FEISHU_APP_SECRET\"\n\
         [listen.tls]\ncertificate_file = {certificate:?}\nkey_file = {key:?}\n"
    );
    let problems = super::parse(&text).unwrap_err().to_string();
    assert!(problems.starts_with("listen.tls: the issuer is http"), "{problems}");
    assert!(super::parse(&text.replace("http:", "https:")).is_ok());
}
