//! The few static files, each under an address that names its content, so that browsers may keep it for ever.

use std::fmt::Write as _;
use std::sync::LazyLock;

use aws_lc_rs::digest;

/// A static file.
#[derive(Debug)]
pub struct Asset {
    /// Its address, with eight hexadecimal digits of its SHA-256: `/assets/style.0123abcd.css`.
    pub path: String,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// What is in it.
    pub body: &'static str,
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    let both = concat!(include_str!("style.css"), include_str!("console.css"));
    Asset::new("style", "css", "text/css; charset=utf-8", both)
});
static SIGN_IN: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("sign-in", "js", "text/javascript; charset=utf-8", include_str!("sign-in.js"))
});
static FORM_POST: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("form-post", "js", "text/javascript; charset=utf-8", include_str!("form-post.js"))
});
static SIGNED_OUT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("signed-out", "js", "text/javascript; charset=utf-8", include_str!("signed-out.js"))
});
static TIMES: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("times", "js", "text/javascript; charset=utf-8", include_str!("times.js")));
static CONSOLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("console", "js", "text/javascript; charset=utf-8", include_str!("console.js"))
});
static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("icon.svg")));

/// The file at this address; the answer may be cached as immutable.
pub fn asset(path: &str) -> Option<&'static Asset> {
    [&STYLE, &SIGN_IN, &FORM_POST, &SIGNED_OUT, &TIMES, &CONSOLE, &ICON]
        .into_iter()
        .map(|asset| &**asset)
        .find(|asset| asset.path == path)
}

/// Where the stylesheet is.
pub(super) fn style() -> &'static str {
    &STYLE.path
}

/// Where the script of the QR code is.
pub(super) fn sign_in_script() -> &'static str {
    &SIGN_IN.path
}

/// Where the script that sends a form on is.
pub(super) fn form_post_script() -> &'static str {
    &FORM_POST.path
}

/// Where the script that goes on after signing out is.
pub(super) fn signed_out_script() -> &'static str {
    &SIGNED_OUT.path
}

/// Where the script is that tells times in the reader's zone.
pub(super) fn times_script() -> &'static str {
    &TIMES.path
}

/// Where the console's script is.
pub(super) fn console_script() -> &'static str {
    &CONSOLE.path
}

/// Where the icon is.
pub(super) fn icon() -> &'static str {
    &ICON.path
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, body: &'static str) -> Asset {
        let hash = digest::digest(&digest::SHA256, body.as_bytes());
        let mut path = format!("/assets/{name}.");
        for byte in hash.as_ref().iter().take(4) {
            // Writing to a String cannot fail.
            let _ = write!(path, "{byte:02x}");
        }
        path.push('.');
        path.push_str(extension);
        Asset { path, content_type, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_content() {
        let style = asset(style()).unwrap();
        assert_eq!(style.content_type, "text/css; charset=utf-8");
        assert_eq!(style.path.len(), "/assets/style.01234567.css".len());
        assert!(style.path.starts_with("/assets/style.") && style.path.ends_with(".css"));
        assert!(style.body.len() < 20_000, "{} bytes", style.body.len());
        assert_eq!(asset(sign_in_script()).unwrap().body, include_str!("sign-in.js"));
        assert!(asset(icon()).unwrap().body.starts_with("<svg"));
        assert_eq!(Asset::new("a", "txt", "", "abc").path, "/assets/a.ba7816bf.txt");
    }

    #[test]
    fn nothing_else_has_an_address() {
        for path in
            ["", "/", "/assets/", "/assets/style.css", "/assets/style.00000000.css", "/assets/../mod.rs"]
        {
            assert!(asset(path).is_none(), "{path}");
        }
    }
}
