//! The sign-in page: a QR code where there is room and JavaScript, and always a plain button.

use askama::Template;

use super::{Locale, RenderError, assets};
use crate::config::Brand;

/// Where a person signs in to an application.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "sign_in.html", config = "src/views/askama.toml")]
pub struct SignInPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// Whose sign-in page this is.
    pub organization: &'a str,
    /// The application that the person signs in to; without one, it is larkgate itself, known as the organization.
    pub application: Option<&'a str>,
    /// The provider's name on the button.
    pub brand: Brand,
    /// Where the button leads.
    pub link: &'a str,
    /// The QR code, where the provider has one.
    pub qr: Option<QrCode<'a>>,
    /// The providers beside the first.
    pub others: &'a [OtherWay],
    /// This page in the other language.
    pub switch_language: &'a str,
}

/// Another provider to sign in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWay {
    /// The provider's name on the button.
    pub brand: Brand,
    /// What tells it apart from another button of the same brand.
    pub distinction: Option<String>,
    /// Where the button leads.
    pub link: String,
}

/// A QR code in an iframe. Only a browser with JavaScript and a wide enough window loads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QrCode<'a> {
    /// The iframe's address.
    pub frame: &'a str,
    /// The only origin whose messages count; `frame-src` must allow it.
    pub origin: &'a str,
    /// Where to go once a message brought `tmp_code`: a URL that already has a query, to which `&tmp_code=…` is added.
    pub goto: &'a str,
}

impl SignInPage<'_> {
    fn heading(&self) -> String {
        self.locale.words().sign_in_to(self.application.unwrap_or(self.organization))
    }

    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: SignInPage<'_> = SignInPage {
        locale: Locale::Zh,
        organization: "示例科技",
        application: Some("Grafana"),
        brand: Brand::Feishu,
        link: "https://accounts.feishu.cn/authorize?a=1&state=x",
        qr: None,
        others: &[],
        switch_language: "/login/abc?lang=en",
    };

    const QR: QrCode<'_> = QrCode {
        frame: "https://passport.feishu.cn/suite/passport/sso/qr?goto=x",
        origin: "https://passport.feishu.cn",
        goto: "https://passport.feishu.cn/authorize?a=1&state=y",
    };

    #[test]
    fn names_the_application_and_offers_a_button_and_the_other_language() {
        let html = PAGE.render().unwrap();
        assert!(html.contains(r#"<html lang="zh-CN">"#), "{html}");
        assert!(html.contains("<h1>登录 Grafana</h1>"), "{html}");
        assert!(html.contains(r#"href="https://accounts.feishu.cn/authorize?a=1&#38;state=x""#), "{html}");
        assert!(html.contains("使用飞书登录"), "{html}");
        assert!(html.contains(r#"href="/login/abc?lang=en" lang="en" hreflang="en">English</a>"#), "{html}");

        let html = SignInPage { locale: Locale::En, brand: Brand::Lark, ..PAGE }.render().unwrap();
        assert!(html.contains("<h1>Sign in to Grafana</h1>"), "{html}");
        assert!(html.contains("Continue with Lark"), "{html}");
        assert!(html.contains(r#"lang="zh-CN" hreflang="zh-CN">中文</a>"#), "{html}");
    }

    #[test]
    fn a_qr_code_waits_hidden_for_its_script() {
        let without = PAGE.render().unwrap();
        assert!(!without.contains("<script") && !without.contains("data-frame"), "{without}");

        let with = SignInPage { qr: Some(QR), ..PAGE }.render().unwrap();
        let section = with.split("<section").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
        assert!(section.contains(" hidden"), "{section}");
        assert!(section.contains(r#"data-origin="https://passport.feishu.cn""#), "{section}");
        assert!(
            section.contains(r#"data-goto="https://passport.feishu.cn/authorize?a=1&#38;state=y""#),
            "{section}"
        );
        assert!(
            with.contains(&format!(r#"<script src="{}" defer></script>"#, assets::sign_in_script())),
            "{with}"
        );
        assert!(!with.contains("<iframe"), "the script makes it: {with}");
    }

    #[test]
    fn without_an_application_the_organization_is_named_once() {
        let html = SignInPage { application: None, ..PAGE }.render().unwrap();
        assert!(html.contains("<h1>登录示例科技</h1>"), "{html}");
        assert!(html.contains("<title>登录示例科技</title>"), "{html}");
        assert_eq!(html.matches("示例科技").count(), 2, "{html}");
    }

    #[test]
    fn other_providers_have_quieter_buttons() {
        let others = [
            OtherWay { brand: Brand::Lark, distinction: None, link: "https://lark.example/?a&b".into() },
            OtherWay { brand: Brand::Feishu, distinction: Some("subsidiary".into()), link: "/x".into() },
        ];
        let html = SignInPage { others: &others, ..PAGE }.render().unwrap();
        assert!(
            html.contains(
                r#"<a class="button second wide" href="https://lark.example/?a&#38;b">使用 Lark 登录</a>"#
            ),
            "{html}"
        );
        assert!(html.contains("使用飞书登录 (subsidiary)</a>"), "{html}");
    }

    #[test]
    fn names_are_escaped() {
        let application = r#"<b>李雷</b> & "Co" 🎉"#;
        let html = SignInPage { application: Some(application), organization: application, ..PAGE }
            .render()
            .unwrap();
        assert!(!html.contains("<b>") && !html.contains("& ") && !html.contains(r#""Co""#), "{html}");
        let escaped = "&#60;b&#62;李雷&#60;/b&#62; &#38; &#34;Co&#34; 🎉";
        assert!(html.contains(&format!("<h1>登录 {escaped}</h1>")), "{html}");
        assert!(html.contains(&format!("<title>登录 {escaped} · {escaped}</title>")), "{html}");
    }
}
