//! The page that asks before somebody is signed out.

use askama::Template;

use super::{Locale, RenderError, assets};

/// Asks; a button does it.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "logout.html", config = "src/views/askama.toml")]
pub struct LogoutPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Who is signed in.
    pub person: Option<&'a str>,
    /// Where the form goes.
    pub action: &'a str,
    /// What shows that the form was shown to this session.
    pub csrf: &'a str,
}

impl LogoutPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_by_a_form() {
        let page = LogoutPage {
            locale: Locale::En,
            organization: "Co",
            person: Some("<b>"),
            action: "/out",
            csrf: "t",
        };
        let html = page.render().unwrap();
        assert!(html.contains(r#"<form method="post" action="/out">"#), "{html}");
        assert!(html.contains(r#"<input type="hidden" name="csrf" value="t">"#), "{html}");
        assert!(html.contains("&#60;b&#62;") && html.contains("Sign out</button>"), "{html}");
    }
}
