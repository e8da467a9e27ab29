//! Which names the headers may have that tell an application who comes, and which names are read as them.

use std::collections::HashSet;

use crate::domain::access::headers::{HeaderPreset, IdentityHeaders};

/// Longest name of a header.
const LONGEST: usize = 64;

/// Names that HTTP, browsers or proxies use themselves. `Authorization` is how programs prove themselves to the application.
const USED: &str = "accept age allow alt-svc authorization cache-control clear-site-data connection cookie date dnt \
                    early-data etag expect expires forwarded from host http2-settings keep-alive last-modified link \
                    location max-forwards origin pragma priority range referer referrer-policy refresh retry-after \
                    server set-cookie strict-transport-security te trailer transfer-encoding upgrade user-agent vary \
                    via warning www-authenticate x-request-id x-requested-with x-robots-tag";

/// How such names begin.
const USED_PREFIXES: &str = "accept- access-control- content- cross-origin- grpc- if- permissions-policy proxy- sec- \
                             x-content-type- x-forwarded x-frame- x-http-method x-original x-real-ip x-rewrite-";

/// Why a header cannot have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderFlaw {
    /// It is not what RFC 9110 §16.3.2.1 advises: letters, digits and hyphens, a letter first. Proxies drop others, and
    /// servers read what is no letter or digit as one and the same.
    NotAName,
    /// HTTP, browsers or proxies mean something else by it.
    Used,
}

impl HeaderFlaw {
    /// What is wrong with `name`, in any case; nothing, if it is a good one.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let begins_and_ends = name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.ends_with('-');
        if !begins_and_ends || name.len() > LONGEST || !name.bytes().all(is_plain) {
            return Some(Self::NotAName);
        }
        let mut used = USED.split_ascii_whitespace();
        let mut prefixes = USED_PREFIXES.split_ascii_whitespace();
        let is_used = used.any(|used| used == name) || prefixes.any(|prefix| name.starts_with(prefix));
        is_used.then_some(Self::Used)
    }

    /// For operators.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotAName => {
                "expected a header's name: at most 64 letters, digits and hyphens, a letter first"
            }
            Self::Used => {
                "HTTP, browsers or proxies use this header themselves; expected another, such as X-Remote-User"
            }
        }
    }
}

/// Whether every server takes a byte of a name for what it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Every name that some application takes for who comes.
#[derive(Debug, Clone)]
pub struct IdentityNames(HashSet<String>);

impl IdentityNames {
    /// Those of the presets, and those of `headers`.
    pub fn of<'a>(headers: impl IntoIterator<Item = &'a IdentityHeaders>) -> Self {
        let presets = HeaderPreset::ALL.into_iter().flat_map(|(_, preset)| preset.names());
        let mut names: HashSet<_> = presets.map(|(_, name)| name.to_owned()).collect();
        names.extend(headers.into_iter().flat_map(IdentityHeaders::all).map(|(_, name)| name.to_string()));
        Self(names)
    }

    /// Whether a server behind a proxy may read a header of this name, in lower case, as one that only we and proxies
    /// say: `x_forwarded_uri`, `x_larkgate_user`, and, where it is lighttpd, `x.larkgate.user`.
    pub fn is_alias(&self, name: &str) -> bool {
        if name.bytes().all(is_plain) {
            return false;
        }
        let meant = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        meant.starts_with("x-forwarded-") || meant.starts_with("x-original-") || self.0.contains(&meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::{IdentityField, identity_header};

    #[test]
    fn takes_what_applications_read() {
        for name in
            ["X-WEBAUTH-USER", "X-Groups", "Remote-User", "X-Remote-User", "user", "X-Larkgate-Jwt", "X-2"]
        {
            assert_eq!(identity_header(name).unwrap().as_str(), name.to_ascii_lowercase(), "{name}");
        }
        for (_, name) in HeaderPreset::ALL.into_iter().flat_map(|(_, preset)| preset.names()) {
            assert_eq!(identity_header(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn refuses_what_is_read_in_another_way() {
        let long = "x".repeat(65);
        for name in
            ["", " ", "X_User", "X User", "X-User:", "X-用户", "X.User", "-X", "X-", "1-X", "X\r\nY", &long]
        {
            assert_eq!(identity_header(name), Err(HeaderFlaw::NotAName), "{name}");
        }
        for name in [
            "Host",
            "Cookie",
            "set-cookie",
            "AUTHORIZATION",
            "Location",
            "Connection",
            "Content-Length",
            "X-Forwarded-For",
            "X-Forwarded-User",
            "X-Original-URL",
            "Transfer-Encoding",
            "Proxy-Authorization",
            "Sec-Fetch-Mode",
            "TE",
            "WWW-Authenticate",
            "X-Real-IP",
            "Upgrade",
        ] {
            assert_eq!(identity_header(name), Err(HeaderFlaw::Used), "{name}");
        }
    }

    #[test]
    fn a_name_of_any_application_has_no_alias() {
        let mut headers = IdentityHeaders::from(HeaderPreset::Remote);
        headers.rename(IdentityField::User, Some(identity_header("X-Webauth-User").unwrap()));
        let names = IdentityNames::of([&headers]);
        for name in [
            "x_larkgate_user",
            "x-larkgate_user",
            "remote_groups",
            "x_webauth_user",
            "x.webauth-user",
            "x_forwarded_uri",
        ] {
            assert!(names.is_alias(name), "{name}");
        }
        // The names themselves are replaced by proxies, and others are nobody's.
        for name in [
            "x-larkgate-user",
            "remote-groups",
            "x-webauth-user",
            "x-forwarded-uri",
            "x_webauth_users",
            "x_y",
        ] {
            assert!(!names.is_alias(name), "{name}");
        }
    }
}
