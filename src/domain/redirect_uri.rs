//! Redirect URIs: what may be registered, and the one comparison that decides.

use std::fmt;

use url::{Host, Url};

/// A registered redirect URI, kept exactly as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri(String);

/// Why a text cannot be a redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// Not an absolute URL.
    #[error("is not an absolute URL")]
    NotAbsolute,
    /// RFC 6749 §3.1.2 forbids a fragment.
    #[error("must not have a fragment (#…)")]
    Fragment,
    /// `https://user@host/` reads as another host than it is.
    #[error("must not have a user name or password")]
    UserInfo,
    /// `https:host`, `https://@host` and `https://127.1` are other addresses to some readers than to others.
    #[error("must have its host right after ://, spelled as a browser shows it")]
    Host,
    /// Neither https, nor http on loopback, nor a reverse-domain scheme of a native application.
    #[error(
        "must be https, http on 127.0.0.1, [::1] or localhost, or a private scheme such as com.example.app:/callback"
    )]
    Scheme,
    /// A browser would not send exactly these bytes.
    #[error("has white space, control or non-ASCII characters, or a backslash; write it percent-encoded")]
    Characters,
}

impl RedirectUri {
    /// Takes a URI for registration.
    ///
    /// # Errors
    /// When it could send a code somewhere its reader does not expect; see [`RedirectUriError`].
    pub fn parse(text: &str) -> Result<Self, RedirectUriError> {
        if !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return Err(RedirectUriError::Characters);
        }
        let url = Url::parse(text).map_err(|_unparsable| RedirectUriError::NotAbsolute)?;
        if text.contains('#') {
            return Err(RedirectUriError::Fragment);
        }
        if authority(text, &url).is_some_and(|authority| authority.contains('@')) {
            return Err(RedirectUriError::UserInfo);
        }
        let allowed = match url.scheme() {
            "https" | "http" if !shows_its_host(text, &url) => return Err(RedirectUriError::Host),
            "https" => true,
            "http" => is_loopback(&url),
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name.
            scheme => scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty()),
        };
        allowed.then(|| Self(text.to_owned())).ok_or(RedirectUriError::Scheme)
    }

    /// The text as registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `requested` is this URI: simple string comparison (OpenID Connect Core §3.1.2.1).
    pub fn is(&self, requested: &str) -> bool {
        self.0 == requested
    }

    /// Whether `requested` differs at most in the port, on a loopback address: a native application listens on whatever
    /// port is free (RFC 8252 §7.3).
    pub fn is_but_for_loopback_port(&self, requested: &str) -> bool {
        loopback_parts(&self.0).is_some_and(|registered| loopback_parts(requested) == Some(registered))
    }

    /// The host, in lower case; none for the private scheme of a native application.
    pub fn host(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        matches!(url.scheme(), "https" | "http").then(|| url.host_str().map(str::to_owned)).flatten()
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and everything after the port of an http URI on a loopback address written as such; `localhost` may be anybody's
/// (RFC 8252 §8.3).
fn loopback_parts(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let host = ["127.0.0.1", "[::1]"].into_iter().find(|host| rest.starts_with(host))?;
    let rest = rest.strip_prefix(host)?;
    let after_port = match rest.strip_prefix(':') {
        Some(port) => {
            let digits = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
            let (number, rest) = port.split_at(digits);
            number.parse::<u16>().ok()?;
            rest
        }
        None => rest,
    };
    (after_port.is_empty() || after_port.starts_with(['/', '?'])).then_some((host, after_port))
}

/// What stands between `://` and the path of `text`, which was read as `url`.
fn authority<'t>(text: &'t str, url: &Url) -> Option<&'t str> {
    text.get(url.scheme().len()..)?.strip_prefix("://")?.split(['/', '?']).next()
}

/// Whether `text`, which was read as `url`, begins with its scheme and host to the eye too, but for upper case.
pub fn shows_its_host(text: &str, url: &Url) -> bool {
    let Some(authority) = authority(text, url) else { return false };
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    url.host_str().is_some_and(|meant| meant.eq_ignore_ascii_case(host))
}

/// Whether the URL's host is this machine: 127.0.0.0/8, ::1 or `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The same, with the names beneath `localhost`, which browsers take for this machine too (RFC 6761 §6.3). Other programs
/// may ask a name server about them, so this is for addresses that browsers go to.
pub fn is_this_machine(url: &Url) -> bool {
    is_loopback(url) || matches!(url.host(), Some(Host::Domain(name)) if name.ends_with(".localhost"))
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_applications_use() {
        for text in [
            "https://app.example.com/callback",
            "https://app.example.com/callback?tenant=1",
            "http://127.0.0.1:8082/callback",
            "http://[::1]:8082/callback",
            "com.example.app:/callback",
        ] {
            assert!(RedirectUri::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn refuses_what_could_mislead() {
        use RedirectUriError::*;
        for (text, why) in [
            ("/callback", NotAbsolute),
            ("https://app.example.com/#x", Fragment),
            ("https://app.example.com@evil.example/", UserInfo),
            ("https:app.example.com/", Host),
            ("https:///app.example.com/", Host),
            ("https:/a.example/://a.example", Host),
            ("https://@app.example.com/", UserInfo),
            ("com.example.app://@", UserInfo),
            ("com.example.app://user@host/cb", UserInfo),
            ("com.:/cb", Scheme),
            ("https://app%2eexample.com/", Host),
            ("http://127.1/callback", Host),
            ("http://app.example.com/callback", Scheme),
            ("javascript:alert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("https://app.example.com\\@evil.example/", Characters),
            ("https://app.example.com/回调", Characters),
            ("https://app.example.com/\tx", Characters),
        ] {
            assert_eq!(RedirectUri::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_loopback_port_may_differ_and_nothing_else() {
        let registered = RedirectUri::parse("http://127.0.0.1:8082/callback?a=1").unwrap();
        for same in ["http://127.0.0.1:1/callback?a=1", "http://127.0.0.1/callback?a=1"] {
            assert!(registered.is_but_for_loopback_port(same) && !registered.is(same), "{same}");
        }
        for other in [
            "https://127.0.0.1:1/callback?a=1",
            "http://127.0.0.1:1/callback",
            "http://127.0.0.1:99999/callback?a=1",
            "http://127.0.0.1:/callback?a=1",
            "http://127.0.0.1:1@evil.example/callback?a=1",
            "http://127.0.0.1:1.evil.example/callback?a=1",
            "http://127.0.0.10:1/callback?a=1",
            "http://[::1]:1/callback?a=1",
            "http://localhost:1/callback?a=1",
        ] {
            assert!(!registered.is_but_for_loopback_port(other), "{other}");
        }
        let https = RedirectUri::parse("https://app.example.com:8443/callback").unwrap();
        assert!(!https.is_but_for_loopback_port("https://app.example.com:8444/callback"));
        let named = RedirectUri::parse("http://localhost:8082/callback").unwrap();
        assert!(!named.is_but_for_loopback_port("http://localhost:8083/callback"));
    }

    #[test]
    fn knows_its_host() {
        let host = |text: &str| RedirectUri::parse(text).unwrap().host();
        assert_eq!(host("https://App.example.com/cb").as_deref(), Some("app.example.com"));
        assert_eq!(host("https://app.example.com:8443?x").as_deref(), Some("app.example.com"));
        assert_eq!(host("http://[::1]:8082/cb").as_deref(), Some("[::1]"));
        assert_eq!(host("com.example.app:/cb"), None);
        assert_eq!(host("com.example.app://app.example.com/cb"), None);
    }

    #[test]
    fn compares_byte_by_byte() {
        let registered = RedirectUri::parse("https://app.example.com/callback").unwrap();
        assert!(registered.is("https://app.example.com/callback"));
        for other in [
            "https://app.example.com/callback/",
            "https://app.example.com/callback?x",
            "https://APP.example.com/callback",
            "https://app.example.com:443/callback",
            "https://app.example.com/a/../callback",
        ] {
            assert!(!registered.is(other), "{other}");
        }
    }
}
