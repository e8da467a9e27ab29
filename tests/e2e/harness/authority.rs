//! A certificate authority of the test's own: keys are made when they are needed and lie in no repository.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::CertificateDer;

/// Names of the files in a gate's folder.
pub const CERTIFICATE: &str = "tls.crt";
pub const KEY: &str = "tls.key";

/// The authority. Clones are the same one.
#[derive(Clone)]
pub struct Authority(Arc<Parts>);

struct Parts {
    root: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key.
pub struct Leaf {
    pub certificate: CertificateDer<'static>,
    certificate_pem: String,
    key_pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap();
        Self(Arc::new(Parts { root, issuer: Issuer::new(params, key) }))
    }

    /// A fresh certificate; no two are alike.
    pub fn leaf(&self) -> Leaf {
        self.leaf_for("127.0.0.1")
    }

    /// The same for another host.
    pub fn leaf_for(&self, host: &str) -> Leaf {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0.issuer).unwrap();
        Leaf {
            certificate_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            certificate: certificate.der().clone(),
        }
    }

    /// Writes what clients trust to a file.
    pub fn write_root(&self, file: &Path) {
        fs::write(file, self.0.root.pem()).unwrap();
    }

    /// What clients trust.
    pub fn root(&self) -> CertificateDer<'static> {
        self.0.root.der().clone()
    }
}

impl Leaf {
    /// Writes both files.
    pub fn write(&self, folder: &Path) {
        self.write_certificate(folder);
        self.write_key(folder);
    }

    pub fn write_certificate(&self, folder: &Path) {
        fs::write(folder.join(CERTIFICATE), &self.certificate_pem).unwrap();
    }

    /// Writes the certificate, followed by its key, to one file, and the key alone to another.
    pub fn write_as(&self, certificate: &Path, key: &Path) {
        fs::write(certificate, format!("{}{}", self.certificate_pem, self.key_pem)).unwrap();
        fs::write(key, &self.key_pem).unwrap();
    }

    pub fn write_key(&self, folder: &Path) {
        let path = folder.join(KEY);
        fs::write(&path, &self.key_pem).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// The section of the configuration file.
pub fn section() -> String {
    format!("[listen.tls]\ncertificate_file = \"{CERTIFICATE}\"\nkey_file = \"{KEY}\"\n")
}

/// A client that trusts this authority and no other, or no https at all; it follows no redirects.
pub fn client(trusted: Option<&Authority>) -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    // As browsers have it (RFC 6761 §6.3).
    let builder = ["sso", "wiki", "grafana", "apart"].into_iter().fold(builder, |builder, name| {
        builder.resolve(&format!("{name}.larkgate.localhost"), ([127, 0, 0, 1], 0).into())
    });
    let builder = match trusted {
        Some(authority) => {
            builder.tls_certs_only([reqwest::Certificate::from_der(&authority.root()).unwrap()])
        }
        // None of the system's, which take a while to read.
        None => builder.tls_certs_only([]),
    };
    builder.build().unwrap()
}
