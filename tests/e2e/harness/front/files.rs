//! The published file of a proxy, changed no more than a test needs.

use std::path::Path;
use std::process::Command;

use crate::harness::Authority;

/// Where a proxy stands.
pub(super) struct Ends<'a> {
    /// What the test writes goes here.
    pub folder: &'a Path,
    /// It listens at this port of 127.0.0.1.
    pub port: u16,
    /// The hosts that it answers for, without their port.
    pub names: &'a [String],
    /// larkgate's address.
    pub gate: &'a str,
    /// The application's address.
    pub backend: &'a str,
    /// Who signs the certificate; without, it speaks plain text.
    pub authority: Option<&'a Authority>,
}

impl Ends<'_> {
    /// The hosts with the port.
    pub(super) fn hosts(&self) -> Vec<String> {
        self.names.iter().map(|name| format!("{name}:{}", self.port)).collect()
    }

    /// Writes certificate and key down, where there are any: their paths without the end, which is `.pem` or `.key`. The
    /// certificate's file holds the key too, as HAProxy wants it.
    pub(super) fn certificate(&self) -> Option<String> {
        self.authority?
            .leaf()
            .write_as(&self.folder.join("certificate.pem"), &self.folder.join("certificate.key"));
        Some(self.folder.join("certificate").display().to_string())
    }
}

/// Replaces every `(published, here)`, each of which must be there.
pub(super) fn replaced(published: &str, changes: &[(&str, String)]) -> String {
    changes.iter().fold(published.to_owned(), |text, (published, here)| {
        assert!(text.contains(published), "{published} is not in the file");
        text.replace(published, here)
    })
}

/// Without what stands between the first `from` and the `to` that follows.
pub(super) fn without(text: &str, from: &str, to: &str) -> String {
    let gone = |end: &str| panic!("{end} is not in the file");
    let (before, rest) = text.split_once(from).unwrap_or_else(|| gone(from));
    let (_without, after) = rest.split_once(to).unwrap_or_else(|| gone(to));
    format!("{before}{to}{after}")
}

/// Whether this is root, whose servers want to be told whom to be.
pub(super) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
