//! `[listen.tls]`: the certificate and key with which we serve https ourselves.

use std::path::{Path, PathBuf};

use url::Url;

use super::certificate::{Certificate, PemProblem};
use super::problems::Problem;
use super::reader::Section;

/// Where certificate and key lie, each a PEM file.
#[derive(Debug, Clone)]
pub struct Tls {
    /// Our certificate, and after it those that lead to an authority.
    pub certificate_file: PathBuf,
    /// Its private key, which others may not open.
    pub key_file: PathBuf,
}

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    /// When they cannot be read, are not what they should be, or do not belong together.
    pub fn load(&self) -> Result<Certificate, Problem> {
        let at = |name: &str| format!("listen.tls.{name}");
        let chain = Certificate::read_chain(&self.certificate_file);
        let key = Certificate::read_key(&self.key_file);
        let chain = chain.map_err(|problem| problem.at(at("certificate_file")))?;
        let key = key.map_err(|problem| problem.at(at("key_file")))?;
        Certificate::of_pair(chain, key).map_err(|problem| problem.at(at("key_file")))
    }
}

/// The section, where there is one. What is wrong with one file does not hide what is wrong with the other.
pub(super) fn tls(listen: &mut Section<'_>, issuer: Option<&Url>) -> Option<Tls> {
    if !listen.has("tls") {
        listen.take("tls");
        return None;
    }
    let mut section = listen.section("tls");
    let folder = section.context().folder;
    let certificate = section.required("certificate_file").map(|path| folder.join(path));
    let key = section.required("key_file").map(|path| folder.join(path));
    if issuer.is_some_and(|issuer| issuer.scheme() == "http") {
        let message = "the issuer is http, so browsers would never come by TLS";
        listen.note(
            Problem::new(listen.at("tls"), message).hint("write the issuer as https, or leave this out"),
        );
    }
    let chain = pem(&section, "certificate_file", certificate.as_deref(), Certificate::read_chain);
    let secret = pem(&section, "key_file", key.as_deref(), Certificate::read_key);
    if let (Some(chain), Some(secret)) = (chain, secret)
        && let Err(problem) = Certificate::of_pair(chain, secret)
    {
        section.note(problem.at(section.at("key_file")));
    }
    section.finish();
    Some(Tls { certificate_file: certificate?, key_file: key? })
}

fn pem<T>(
    section: &Section<'_>,
    name: &str,
    path: Option<&Path>,
    read: impl Fn(&Path) -> Result<T, PemProblem>,
) -> Option<T> {
    read(path?).map_err(|problem| section.note(problem.at(section.at(name)))).ok()
}
