//! Origins: our own address and the hosts of an upstream.

use url::Url;

use super::problems::Problem;
use super::reader::Section;
use crate::domain::redirect_uri::is_this_machine;

impl Section<'_> {
    /// Reads `text`, the option's value, as an origin: https, or http on loopback, and nothing after host and port.
    /// The text itself stays out of the problem, since it may hold a password.
    pub(super) fn origin(&self, name: &str, text: &str) -> Option<Url> {
        let Ok(url) = Url::parse(text) else {
            self.refuse(name, "expected a URL such as https://sso.example.com");
            return None;
        };
        if !(url.scheme() == "https" || url.scheme() == "http" && is_this_machine(&url)) {
            self.refuse(
                name,
                "expected https, or http on 127.0.0.1, [::1] or localhost and what is beneath it",
            );
            return None;
        }
        // Compared byte by byte by everybody who reads it: there is one way to write an origin.
        let origin = url.origin().ascii_serialization();
        if origin != text {
            let message = "expected scheme, host and port alone: no path, trailing slash, query, fragment, user name, \
                           default port or capitals";
            self.note(Problem::new(self.at(name), message).hint(format!("write {origin}")));
            return None;
        }
        Some(url)
    }
}
