//! The page that asks before something is ended that hurts.

use askama::Template;

use super::{Locale, RenderError, assets};

/// What happens, what does not, one button, and the way back.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "confirm.html", config = "src/views/askama.toml")]
pub struct ConfirmPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// The question.
    pub title: &'a str,
    /// What happens.
    pub what: &'a str,
    /// What does not.
    pub kept: &'a str,
    /// Where the form goes.
    pub action: &'a str,
    /// What it carries.
    pub fields: &'a [(&'static str, String)],
    /// What the button says.
    pub button: &'a str,
    /// Where the way back leads.
    pub back: &'a str,
}

impl ConfirmPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_by_a_form_and_escapes_what_it_carries() {
        let page = ConfirmPage {
            locale: Locale::En,
            organization: "Co",
            title: "<i>?",
            what: "w",
            kept: "k",
            action: "/do",
            fields: &[("csrf", "t".into()), ("application", "\"><b>".into())],
            button: "Do",
            back: "/account",
        };
        let html = page.render().unwrap();
        assert!(html.contains(r#"<form method="post" action="/do">"#), "{html}");
        assert!(html.contains(r#"<input type="hidden" name="csrf" value="t">"#), "{html}");
        assert!(html.contains(r#"name="application" value="&#34;&#62;&#60;b&#62;""#), "{html}");
        assert!(html.contains("<h1>&#60;i&#62;?</h1>") && html.contains(r#"href="/account""#), "{html}");
    }
}
