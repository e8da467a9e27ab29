//! The page after signing out: what was ended, and what goes on.

use askama::Template;

use super::{Locale, RenderError, assets};

/// Says what was ended; tells the applications that are told by the browser, and leads back where one came from.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "signed_out.html", config = "src/views/askama.toml")]
pub struct SignedOutPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Names of the applications that are told.
    pub told: &'a [String],
    /// Names of the applications that cannot be told.
    pub untold: &'a [String],
    /// What else goes on.
    pub kept: &'a str,
    /// What the browser loads, so that applications learn of it (OpenID Connect Front-Channel Logout §2).
    pub frames: &'a [String],
    /// Where the browser goes once that is loaded.
    pub next: Option<&'a str>,
}

impl SignedOutPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_what_tells_applications_and_goes_on() {
        let frames = ["https://app.example.com/out?iss=i&sid=s".to_owned()];
        let page = SignedOutPage {
            locale: Locale::En,
            organization: "Co",
            told: &["<b>App</b>".to_owned()],
            untold: &["Wiki".to_owned()],
            kept: "kept",
            frames: &frames,
            next: Some("https://app.example.com/bye?state=a&b"),
        };
        let html = page.render().unwrap();
        assert_eq!(html.matches("<iframe").count(), 1, "{html}");
        assert!(html.contains(r#" src="https://app.example.com/out?iss=i&#38;sid=s""#), "{html}");
        assert!(html.contains(r#"href="https://app.example.com/bye?state=a&#38;b">Continue</a>"#), "{html}");
        assert!(html.contains(&format!(r#"<script src="{}" defer>"#, assets::signed_out_script())), "{html}");
        assert!(html.contains("<li>&#60;b&#62;App") && html.contains("<li>Wiki</li>"), "{html}");
        let plain = SignedOutPage { told: &[], untold: &[], frames: &[], next: None, ..page };
        let html = plain.render().unwrap();
        for absent in ["<iframe", "<script", "<ul", "<a "] {
            assert!(!html.contains(absent), "{absent}: {html}");
        }
    }
}
