//! One cookie for all applications beneath a domain, for those who would rather have that than a path to larkgate on every
//! host.

use std::net::IpAddr;

use crate::domain::access::host::Host;

/// A domain whose hosts share a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookieDomain {
    /// The name after an asterisk and a dot.
    realm: String,
}

/// Why a domain can have no cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieDomainFlaw {
    /// It is no domain, or not written as browsers do.
    NotADomain,
    /// It is an address, which has nothing beneath.
    Address,
    /// It has no dot: no browser keeps a cookie for all of `com`.
    TopLevel,
}

impl CookieDomainFlaw {
    /// For operators.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotADomain => {
                "expected a domain such as example.com: lower case, no port, no dot before or after it"
            }
            Self::Address => "expected a domain; an IP address has no hosts beneath it",
            Self::TopLevel => {
                "expected a domain of your own such as example.com; browsers keep no cookie for a whole top level"
            }
        }
    }
}

impl CookieDomain {
    /// Reads a domain. Suffixes under which strangers register, such as `co.uk`, are for browsers to know: they keep no
    /// cookie there, and people see a page that says so.
    ///
    /// # Errors
    /// When it can have no cookie.
    pub fn parse(text: &str) -> Result<Self, CookieDomainFlaw> {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        let host = Host::parse(text)
            .filter(|host| host.to_string() == text && text.bytes().all(is_usual))
            .ok_or(CookieDomainFlaw::NotADomain)?;
        if text.starts_with('[') || text.parse::<IpAddr>().is_ok() {
            return Err(CookieDomainFlaw::Address);
        }
        if host.port().is_some() {
            return Err(CookieDomainFlaw::NotADomain);
        }
        if !text.contains('.') {
            return Err(CookieDomainFlaw::TopLevel);
        }
        Ok(Self { realm: format!("*.{text}") })
    }

    /// The domain, as a cookie names it.
    pub fn name(&self) -> &str {
        self.realm.strip_prefix("*.").unwrap_or_default()
    }

    /// What its sessions belong to, in place of one application's id, which has no asterisk.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// Whether browsers send its cookie to the host (RFC 6265bis §5.1.3).
    pub fn covers(&self, host: &str) -> bool {
        let name = self.name();
        host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::is_client_id;

    #[test]
    fn a_domain_of_ones_own_can_have_a_cookie() {
        for name in ["example.com", "intern.example.com", "xn--fiqs8s.example", "larkgate.localhost"] {
            let domain = CookieDomain::parse(name).unwrap();
            assert_eq!((domain.name(), domain.realm()), (name, format!("*.{name}").as_str()));
            assert!(!is_client_id(domain.realm()), "no application has this id");
        }
    }

    #[test]
    fn what_has_nothing_beneath_it_cannot() {
        use CookieDomainFlaw::{Address, NotADomain, TopLevel};
        for (text, flaw) in [
            ("com", TopLevel),
            ("localhost", TopLevel),
            ("127.0.0.1", Address),
            ("[::1]", Address),
            ("", NotADomain),
            (".example.com", NotADomain),
            ("example.com.", NotADomain),
            ("Example.com", NotADomain),
            ("example.com:8443", NotADomain),
            ("https://example.com", NotADomain),
            ("*.example.com", NotADomain),
            ("example.com;x", NotADomain),
            ("a..b", NotADomain),
            ("例子.example", NotADomain),
            ("example.com; Path=/x", NotADomain),
            ("127.1", NotADomain),
        ] {
            assert_eq!(CookieDomain::parse(text), Err(flaw), "{text}");
        }
    }

    #[test]
    fn it_covers_itself_and_what_is_beneath() {
        let domain = CookieDomain::parse("example.com").unwrap();
        for host in ["example.com", "wiki.example.com", "a.b.example.com"] {
            assert!(domain.covers(host), "{host}");
        }
        for host in ["evilexample.com", "example.com.evil.example", "com", "example.org", ""] {
            assert!(!domain.covers(host), "{host}");
        }
    }
}
