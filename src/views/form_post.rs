//! The page that carries an authorization response to the application as a form (OAuth 2.0 Form Post Response Mode).

use askama::Template;

use super::{Locale, RenderError, assets};

/// A form that sends itself; without JavaScript, a button does it.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "form_post.html", config = "src/views/askama.toml")]
pub struct FormPostPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Where the form goes: the redirect URI.
    pub action: &'a str,
    /// Its fields.
    pub fields: &'a [(&'static str, String)],
}

impl FormPostPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_by_itself_or_by_a_button_and_escapes_what_it_carries() {
        let page = FormPostPage {
            locale: Locale::En,
            organization: "Co",
            action: "https://app.example.com/cb?a=1&b=2",
            fields: &[("code", "abc".into()), ("state", r#""><script>"#.into())],
        };
        let html = page.render().unwrap();
        assert!(
            html.contains(
                r#"<form id="answer" method="post" action="https://app.example.com/cb?a=1&#38;b=2">"#
            ),
            "{html}"
        );
        assert!(html.contains(r#"<input type="hidden" name="code" value="abc">"#), "{html}");
        assert!(html.contains("&#34;&#62;&#60;script&#62;"), "{html}");
        assert!(
            html.contains(&format!(r#"<script src="{}" defer></script>"#, assets::form_post_script())),
            "{html}"
        );
        assert!(html.contains("<button"), "{html}");
    }
}
