//! TLS of our own: 1.2 and 1.3, with a certificate that is exchanged without a restart when its files change.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};

use crate::config::{Problem, Tls};

/// The certificate that is shown now, and where the next one will lie.
#[derive(Debug)]
pub(super) struct CertificateKeeper {
    files: Tls,
    shown: RwLock<Arc<CertifiedKey>>,
    /// What was last wrong with the files, so that it is said once.
    problem: Mutex<Option<Problem>>,
}

impl CertificateKeeper {
    /// Reads the files.
    ///
    /// # Errors
    /// When they are no certificate and its key.
    pub(super) fn open(files: &Tls) -> std::io::Result<Arc<Self>> {
        let certificate = files.load().map_err(|problem| std::io::Error::other(problem.to_string()))?;
        let shown = RwLock::new(certificate.certified_key());
        Ok(Arc::new(Self { files: files.clone(), shown, problem: Mutex::default() }))
    }

    /// What the listener is told: safe versions and suites (rustls has no others), our certificate, HTTP/1.1.
    ///
    /// # Errors
    /// When the cryptographic library lacks what these versions need.
    pub(super) fn server_config(self: &Arc<Self>) -> std::io::Result<ServerConfig> {
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(std::io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        Ok(config)
    }

    /// Shows what lies in the files from now on. While they are wrong, perhaps half replaced, the old certificate stays.
    pub(super) fn reload(&self) {
        let loaded = self.files.load();
        let mut problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner);
        match loaded {
            Ok(certificate) => {
                *problem = None;
                let (next, mut shown) = (certificate.certified_key(), self.write());
                if next.cert != shown.cert {
                    *shown = next;
                    tracing::info!("a new certificate is shown from now on");
                }
            }
            Err(wrong) if problem.as_ref() == Some(&wrong) => {}
            Err(wrong) => {
                tracing::warn!(cause = %wrong, "the certificate's files are wrong; the old certificate stays");
                *problem = Some(wrong);
            }
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Arc<CertifiedKey>> {
        self.shown.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for CertificateKeeper {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.shown.read().unwrap_or_else(PoisonError::into_inner)))
    }
}
