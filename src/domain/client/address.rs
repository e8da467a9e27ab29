//! Addresses of an application that larkgate or the browser calls: its logout endpoints and its key set.

use std::net::IpAddr;

use url::{Host, Url};

use crate::domain::reach::Reach;
use crate::domain::redirect_uri::{is_loopback, shows_its_host};

/// Why a text cannot be such an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be https, or http on loopback, without user name, fragment, white space or non-ASCII characters, and at no \
     link-local or reserved address"
)]
pub struct AddressError;

/// Reads an address for registration: https, or http on loopback.
///
/// # Errors
/// When a call to it could go somewhere its reader does not expect.
pub fn parse_address(text: &str) -> Result<Url, AddressError> {
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !text.contains('#');
    let url = Url::parse(text).map_err(|_unparsable| AddressError)?;
    let encrypted = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    let nobody = url.username().is_empty() && url.password().is_none();
    let expected = nobody && shows_its_host(text, &url) && !is_special(&url);
    (plain && encrypted && expected).then_some(url).ok_or(AddressError)
}

/// Whether the host is a number where no application can be, so that a call would always be refused.
fn is_special(url: &Url) -> bool {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(_)) | None => return false,
    };
    matches!(Reach::of(address), Reach::Special(_))
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_encrypted_or_on_this_machine() {
        for text in
            ["https://app.example.com/logout?x=1", "http://127.0.0.1:3000/logout", "http://[::1]/keys"]
        {
            assert!(parse_address(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "/logout",
            "http://app.example.com/logout",
            "ftp://app.example.com/",
            "https://user@app.example.com/",
            "https://@app.example.com/",
            "https:app.example.com/",
            "https://app.example.com/#x",
            "https://app.example.com\\@evil.example/",
            "https://app.example.com/退出",
            "javascript:alert(1)",
            "https://169.254.169.254/latest/meta-data",
            "https://0xa9fea9fe/",
            "https://[::ffff:169.254.169.254]/",
            "https://100.100.100.200/",
            "https://0.0.0.0/",
        ] {
            assert_eq!(parse_address(text), Err(AddressError), "{text}");
        }
    }
}
