//! Hosts of applications, written one way.

use std::fmt;

use url::Url;

use crate::domain::redirect_uri::is_this_machine;

/// A host and a port, canonical: lower case, punycode for names, no trailing dot, no port that the scheme implies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    name: String,
    port: Option<u16>,
}

/// The ports that http and https imply. A host without a port stands for both, since the scheme tells which.
const IMPLIED: [u16; 2] = [80, 443];

impl Host {
    /// Reads `host` or `host:port`, such as a `Host` header (RFC 9110 §7.2). ASCII only: whoever means another name
    /// sends its punycode, as browsers do. `None` with a user name, a percent sign, an empty label or anything else
    /// that a host has not.
    pub fn parse(text: &str) -> Option<Self> {
        if is_canonical(text) {
            return Some(Self { name: text.to_owned(), port: None });
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic())
            || text.contains(['@', '%', '/', '\\', '?', '#', ','])
        {
            return None;
        }
        let (name, port) = split_port(text)?;
        let name = name.strip_suffix('.').unwrap_or(name);
        if name.is_empty() || name.split('.').any(str::is_empty) {
            return None;
        }
        // The standard's own parser: case, punycode, and the many ways to write an IPv4 address.
        let name = url::Host::parse(name).ok()?.to_string();
        Some(Self { name, port: port.filter(|port| !IMPLIED.contains(port)) })
    }

    /// The host alone.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port, where the scheme does not imply it.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Whether both have to be one application's: they have the same name, and cookies know no ports (RFC 6265 §8.5), so each
    /// would get the other's. This machine is excepted, where a demonstration has nothing but ports.
    pub fn is_one_with(&self, other: &Self) -> bool {
        let is_here = || Url::parse(&format!("http://{}/", self.name)).is_ok_and(|url| is_this_machine(&url));
        self == other || self.name == other.name && !is_here()
    }
}

/// Whether `text` is a name as the standard's parser writes one, as it is in nearly every request: lower case, no punycode,
/// and a last label that begins with a letter, so that it is no number.
fn is_canonical(text: &str) -> bool {
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let mut last = "";
    text.bytes().all(is_plain)
        && text.split('.').all(|label| {
            last = label;
            !label.is_empty() && !label.starts_with("xn--")
        })
        && last.starts_with(|first: char| first.is_ascii_lowercase())
}

/// The name, and the port where there is one; digits alone, since `parse` would take a plus sign.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    let after_name = match text.strip_prefix('[') {
        Some(v6) => text.get(v6.find(']')? + 2..)?,
        None => text.get(text.find(':').unwrap_or(text.len())..)?,
    };
    let name = text.strip_suffix(after_name)?;
    if after_name.is_empty() {
        return Some((name, None));
    }
    let digits = after_name.strip_prefix(':')?;
    let port = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())??;
    (port > 0).then_some((name, Some(port)))
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_is_written_one_way() {
        for (text, canonical) in [
            ("app.example.com", "app.example.com"),
            ("APP.Example.COM", "app.example.com"),
            ("app.example.com.", "app.example.com"),
            ("app.example.com:443", "app.example.com"),
            ("app.example.com.:80", "app.example.com"),
            ("app.example.com:8443", "app.example.com:8443"),
            ("XN--fiqs8s.example", "xn--fiqs8s.example"),
            ("127.0.0.1:9000", "127.0.0.1:9000"),
            ("127.1", "127.0.0.1"),
            ("0x7f.0.0.1", "127.0.0.1"),
            ("[::1]:9000", "[::1]:9000"),
            ("[0:0::1]", "[::1]"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(Host::parse(text).unwrap().to_string(), canonical, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_is_the_standards(name in "([a-z0-9-]{1,8}|xn--[a-z0-9]{1,4}|0x[0-9a-f]{1,3}|[0-9]{1,3})([.]([a-z0-9-]{1,8}|xn--[a-z]{1,3}|0x[0-9a-f]{1,3}|[0-9]{1,3})){0,3}") {
            let standard = url::Host::parse(&name).map(|host| host.to_string()).ok();
            proptest::prop_assert_eq!(Host::parse(&name).map(|host| host.to_string()), standard);
        }
    }

    #[test]
    fn a_name_is_one_host_at_every_port_but_on_this_machine() {
        let is_one =
            |one: &str, other: &str| Host::parse(one).unwrap().is_one_with(&Host::parse(other).unwrap());
        for name in ["app.example.com", "10.0.0.1", "128.0.0.1", "[::2]", "notlocalhost", "localhost.example"]
        {
            assert!(is_one(name, &format!("{name}:8443")), "{name}");
            assert!(is_one(&format!("{name}:8444"), &format!("{name}:8443")), "{name}");
            assert!(!is_one(name, "other.example.com"), "{name}");
        }
        for name in ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(!is_one(name, &format!("{name}:8443")), "{name}");
            assert!(is_one(&format!("{name}:8443"), &format!("{name}:8443")), "{name}");
        }
    }

    #[test]
    fn what_is_no_host_is_none() {
        for text in [
            "",
            ".",
            "..",
            "a..b",
            ".example.com",
            "app.example.com..",
            "user@app.example.com",
            "user:pass@app.example.com",
            "app.example.com:",
            "app.example.com:0",
            "app.example.com:+80",
            "app.example.com:65536",
            "app.example.com:80:80",
            "app.example.com/",
            "app.example.com\\",
            "app.example.com?",
            "app.example.com#",
            "app.ex%61mple.com",
            "app.example.com,evil.example",
            "app .example.com",
            "app.example.com\t",
            "中国.example",
            "xn--a.example",
            "[::1",
            "[::1]x",
            "::1",
            "a\u{0}b",
            "<script>",
        ] {
            assert_eq!(Host::parse(text), None, "{text:?}");
        }
    }
}
