//! The page at `/`: what this service is, for those who come to it by themselves.

use askama::Template;

use super::{Locale, RenderError, assets};

/// A calm answer to "what is this?".
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "home.html", config = "src/views/askama.toml")]
pub struct HomePage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// Who is signed in, if anybody.
    pub person: Option<&'a str>,
    /// What was just done.
    pub notice: Option<&'a str>,
    /// The person's own page, where one signs in first.
    pub account: &'a str,
    /// What signs out.
    pub sign_out: &'a str,
    /// This page in the other language.
    pub switch_language: &'a str,
}

impl HomePage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greets_whom_it_knows() {
        let page = HomePage {
            locale: Locale::Zh,
            organization: "示例科技",
            person: None,
            notice: None,
            account: "/account",
            sign_out: "/out",
            switch_language: "/?lang=en",
        };
        let html = page.render().unwrap();
        assert!(html.contains("<h1>示例科技登录服务</h1>"), "{html}");
        assert!(!html.contains("已登录") && !html.contains("/out"), "{html}");
        assert!(html.contains(r#"href="/account">登录并查看我的账号</a>"#), "{html}");

        let html = HomePage { person: Some("<i>李雷</i>"), ..page }.render().unwrap();
        assert!(html.contains("已登录：&#60;i&#62;李雷&#60;/i&#62;"), "{html}");
        assert!(
            html.contains(r#"href="/account">我的账号</a>"#) && html.contains(r#"href="/out""#),
            "{html}"
        );
    }
}
