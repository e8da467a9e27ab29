//! The one shape of every page that tells a person something went otherwise than they hoped.

use askama::Template;

use super::{Locale, RenderError, assets};

/// A refusal or an error: what happened, what was kept, what to do, whom to ask.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "message.html", config = "src/views/askama.toml")]
pub struct MessagePage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// The heading.
    pub title: &'a str,
    /// What happened.
    pub what: &'a str,
    /// What was kept.
    pub kept: &'a str,
    /// What to do.
    pub todo: &'a str,
    /// Whom to ask.
    pub contact: Option<&'a str>,
    /// A number that also stands in the log.
    pub reference: Option<&'a str>,
    /// The provider's code and log id, for whoever is asked.
    pub small_print: Option<&'a str>,
    /// The one way on.
    pub action: Option<Action<'a>>,
}

/// A link that looks like a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action<'a> {
    /// What it says.
    pub label: &'a str,
    /// Where it leads.
    pub href: &'a str,
}

impl MessagePage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::super::refusal::{refusal, tests::every_refusal};
    use super::*;
    use crate::config::Brand;

    #[test]
    fn every_refusal_makes_a_page() {
        for locale in [Locale::Zh, Locale::En] {
            for case in every_refusal(Brand::Feishu) {
                let texts = refusal(locale, &case);
                let html = texts.page(locale, "Co").render().unwrap();
                assert_eq!(html.matches("<h1>").count(), 1, "{html}");
                assert!(html.contains(&texts.title) && html.contains(locale.lang()), "{html}");
                assert!(!html.contains("<dl"), "nothing optional was given: {html}");
            }
        }
    }

    #[test]
    fn whom_to_ask_and_what_to_tell_them() {
        let texts = refusal(Locale::En, &super::super::Refusal::Internal);
        let page = MessagePage {
            contact: Some(r#"<b>李雷</b> & "Co" 🎉"#),
            reference: Some("k7Q2-9fXd"),
            small_print: Some("Feishu 20010 · log id 2025<x>"),
            action: Some(Action { label: Locale::En.words().try_again, href: "/?a=1&b=2" }),
            ..texts.page(Locale::En, "Co")
        };
        let html = page.render().unwrap();
        assert!(html.contains("<dd>&#60;b&#62;李雷&#60;/b&#62; &#38; &#34;Co&#34; 🎉</dd>"), "{html}");
        assert!(html.contains("<code>k7Q2-9fXd</code>"), "{html}");
        assert!(html.contains("Feishu 20010 · log id 2025&#60;x&#62;"), "{html}");
        assert!(html.contains(r#"href="/?a=1&#38;b=2">Try again</a>"#), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}
