//! A certificate with its private key, and what about it deserves a word.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use webpki::{EndEntityCert, KeyUsage};

use super::problems::Problem;
use super::secret_source::{CLOSED, is_open_to_all};
use crate::domain::time::Timestamp;

/// How long before a certificate lapses that is worth a word: authorities renew a third of its life ahead.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// A certificate chain whose first certificate belongs to the key.
#[derive(Debug, Clone)]
pub struct Certificate(Arc<CertifiedKey>);

/// What is wrong with a PEM file; never what stands in it.
pub(super) struct PemProblem {
    message: String,
    hint: Option<&'static str>,
}

impl PemProblem {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// As a problem of an option.
    pub(super) fn at(self, path: String) -> Problem {
        let problem = Problem::new(path, self.message);
        match self.hint {
            Some(hint) => problem.hint(hint),
            None => problem,
        }
    }
}

impl Certificate {
    /// The certificates of a PEM file.
    pub(super) fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, PemProblem> {
        let text = fs::read(path).map_err(|error| unreadable(&error))?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
        let chain = chain.map_err(|error| PemProblem::new(format!("not PEM: {error}")))?;
        let Some(first) = chain.first() else {
            return Err(PemProblem::new("there is no certificate in the file"));
        };
        match EndEntityCert::try_from(first) {
            Ok(_) => Ok(chain),
            Err(error) => Err(PemProblem::new(format!("the first certificate is not valid: {error}"))),
        }
    }

    /// The private key of a PEM file that is closed to others.
    pub(super) fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, PemProblem> {
        let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
        if is_open_to_all(&metadata) {
            let message = "every user of this machine may open the file";
            return Err(PemProblem { hint: Some(CLOSED), ..PemProblem::new(message) });
        }
        let text = fs::read(path).map_err(|error| unreadable(&error))?;
        // Said in our own words: the parser's could hold a line of the key.
        PrivateKeyDer::from_pem_slice(&text).map_err(|_words| {
            let hint = "a key with a passphrase must be decrypted: openssl pkey -in KEY -out KEY";
            PemProblem { hint: Some(hint), ..PemProblem::new("there is no private key in the file") }
        })
    }

    /// Both together.
    pub(super) fn of_pair(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
    ) -> Result<Self, PemProblem> {
        let key = aws_lc_rs::default_provider()
            .key_provider
            .load_private_key(key)
            .map_err(|_words| PemProblem::new("the key is of a kind that TLS here does not know"))?;
        let pair = CertifiedKey::new(chain, key);
        pair.keys_match().map_err(|_mismatch| PemProblem::new("the key is not the certificate's"))?;
        Ok(Self(Arc::new(pair)))
    }

    /// For the listener.
    pub fn certified_key(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0)
    }

    /// What browsers or applications will not like at `now`: that it has lapsed or soon will, names other hosts than
    /// `host`, or is not a server's.
    pub fn doubts(&self, host: &str, now: Timestamp) -> Vec<String> {
        let Some(Ok(certificate)) = self.0.cert.first().map(EndEntityCert::try_from) else {
            return Vec::new();
        };
        let name = ServerName::try_from(host.trim_matches(['[', ']']));
        let named = name.is_ok_and(|name| certificate.verify_is_valid_for_subject_name(&name).is_ok());
        let misnamed = (!named).then(|| format!("the certificate does not name {host}"));
        self.validity(&certificate, now).into_iter().chain(misnamed).collect()
    }

    /// Judged without any authority: which of them signed it is the reader's to trust. What is wrong with the certificate
    /// itself is found before an authority is looked for.
    fn validity(&self, certificate: &EndEntityCert<'_>, now: Timestamp) -> Option<String> {
        let check = |at: Timestamp| {
            let seconds = u64::try_from(at.seconds()).unwrap_or_default();
            let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
            let rest = self.0.cert.get(1..).unwrap_or_default();
            certificate.verify_for_usage(&[], &[], rest, at, KeyUsage::server_auth(), None, None).err()
        };
        match check(now) {
            Some(webpki::Error::CertExpired { .. }) => Some("the certificate has lapsed".to_owned()),
            Some(webpki::Error::CertNotValidYet { .. }) => {
                Some("the certificate is not valid yet".to_owned())
            }
            Some(webpki::Error::UnknownIssuer) | None => match check(now.plus(SOON)) {
                Some(webpki::Error::CertExpired { .. }) => {
                    Some("the certificate lapses within 14 days".to_owned())
                }
                _ => None,
            },
            Some(webpki::Error::CaUsedAsEndEntity) => {
                Some("the certificate is marked as an authority's, and programs may refuse it".to_owned())
            }
            Some(other) => Some(format!("the certificate may be refused: {other}")),
        }
    }
}

fn unreadable(error: &std::io::Error) -> PemProblem {
    let hint = "a relative path starts at the configuration file's folder";
    PemProblem { hint: Some(hint), ..PemProblem::new(format!("the file cannot be read: {}", error.kind())) }
}
