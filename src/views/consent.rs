//! The page that asks what a third-party application may have.

use askama::Template;

use super::{Given, Locale, RenderError, assets, initials};

/// A question with two buttons.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "consent.html", config = "src/views/askama.toml")]
pub struct ConsentPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Who asks.
    pub application: &'a str,
    /// Where both answers lead.
    pub host: &'a str,
    /// Who is asked.
    pub person: &'a str,
    /// Where to go on as somebody else, where the application would have that.
    pub another: Option<&'a str>,
    /// What the application would get.
    pub gets: &'a [Given],
    /// Where the form goes.
    pub action: &'a str,
    /// What shows that the form was shown to this session.
    pub csrf: &'a str,
    /// This page in the other language.
    pub switch_language: &'a str,
}

impl ConsentPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_with_two_buttons_and_escapes_what_it_shows() {
        let evil = r#"<script>"&"#;
        let page = ConsentPage {
            locale: Locale::En,
            organization: "Co",
            application: evil,
            host: evil,
            person: evil,
            another: Some("/login/abc/another"),
            gets: &[Given { name: "E-mail".into(), value: evil.into() }],
            action: "/login/abc/consent",
            csrf: "token",
            switch_language: "/login/abc/consent?lang=zh",
        };
        let html = page.render().unwrap();
        assert!(!html.contains("<script") && !html.contains(r#""&"#), "{html}");
        assert_eq!(html.matches("&#60;script&#62;&#34;&#38;").count(), 5, "{html}");
        assert!(html.contains(r#"<form method="post" action="/login/abc/consent">"#), "{html}");
        assert!(html.contains(r#"<input type="hidden" name="csrf" value="token">"#), "{html}");
        let (allow, deny) = (html.find(r#"value="allow""#).unwrap(), html.find(r#"value="deny""#).unwrap());
        assert!(allow < deny, "the Enter key presses the first: {html}");
        assert!(html.contains("/login/abc/another"), "{html}");
        assert!(!ConsentPage { another: None, ..page }.render().unwrap().contains("/another"));
    }
}
