//! Pages that stand on an application's host, where a reverse proxy asks larkgate: what cannot be had and why, and
//! signing out of one application.

mod en;
mod zh;

use askama::Template;

use super::{Action, Locale, RefusalTexts, RenderError, assets};

/// Why somebody does not come to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// Signed in as this person, who may not.
    NotAllowed {
        /// The application's name.
        application: &'a str,
        /// The person's name, or else their `sub`.
        person: &'a str,
    },
    /// Nobody may, whoever they are.
    Closed {
        /// The application's name.
        application: &'a str,
    },
    /// It is not known which departments and groups the person is in, and that decides.
    Unsure {
        /// The application's name.
        application: &'a str,
    },
    /// The address could be read in two ways.
    Unreadable,
    /// The proxy or larkgate is set up wrongly.
    Misconfigured,
    /// Signed in again and again: the proxy does not hand the cookie on.
    Loop {
        /// The application's name.
        application: &'a str,
    },
    /// The way back from signing in was cut: too late, a second time, or in another browser.
    Lost {
        /// The application's name.
        application: &'a str,
    },
    /// Asks before signing out.
    SignOut {
        /// The application's name.
        application: &'a str,
    },
    /// Signed out of the application.
    SignedOut {
        /// The application's name.
        application: &'a str,
    },
}

struct Text {
    title: &'static str,
    what: &'static str,
    kept: &'static str,
    todo: &'static str,
}

/// Everything these pages say in one language; `{application}` and `{person}` mark inserts.
struct AccessWords {
    not_allowed: Text,
    closed: Text,
    unsure: Text,
    unreadable: Text,
    misconfigured: Text,
    looping: Text,
    lost: Text,
    sign_out: Text,
    signed_out: Text,
    sign_out_do: &'static str,
    explain: &'static str,
    sign_out_everywhere: &'static str,
}

fn words(locale: Locale) -> &'static AccessWords {
    match locale {
        Locale::Zh => &zh::ZH,
        Locale::En => &en::EN,
    }
}

/// The words for a trouble.
pub fn trouble(locale: Locale, trouble: &Trouble<'_>) -> RefusalTexts {
    let words = words(locale);
    let (text, application, person) = match *trouble {
        Trouble::NotAllowed { application, person } => (&words.not_allowed, application, person),
        Trouble::Closed { application } => (&words.closed, application, ""),
        Trouble::Unsure { application } => (&words.unsure, application, ""),
        Trouble::Unreadable => (&words.unreadable, "", ""),
        Trouble::Misconfigured => (&words.misconfigured, "", ""),
        Trouble::Loop { application } => (&words.looping, application, ""),
        Trouble::Lost { application } => (&words.lost, application, ""),
        Trouble::SignOut { application } => (&words.sign_out, application, ""),
        Trouble::SignedOut { application } => (&words.signed_out, application, ""),
    };
    let fill = |text: &str| {
        let text = super::words::insert(text, "{application}", application);
        super::words::insert(&text, "{person}", person)
    };
    RefusalTexts {
        title: fill(text.title),
        what: fill(text.what),
        kept: fill(text.kept),
        todo: fill(text.todo),
    }
}

/// The label of the link that ends the session at larkgate too.
pub fn sign_out_everywhere(locale: Locale) -> &'static str {
    words(locale).sign_out_everywhere
}

/// A page on an application's host. Its files lie under `/.larkgate/`, there or on our own host.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "access.html", config = "src/views/askama.toml")]
pub struct AccessPage<'a> {
    /// The page's language.
    pub locale: Locale,
    /// The origin that its files are of; nothing for its own.
    pub files_at: &'a str,
    /// Whose sign-in service this is.
    pub organization: &'a str,
    /// What it says.
    pub texts: &'a RefusalTexts,
    /// Whom to ask.
    pub contact: Option<&'a str>,
    /// A number that also stands in the log.
    pub reference: &'a str,
    /// The decision in the words of the log, for whoever is asked.
    pub small_print: Option<&'a str>,
    /// The one way on.
    pub action: Option<Action<'a>>,
    /// What a form carries to show that it was shown to this session, where the page asks before signing out.
    pub csrf: Option<&'a str>,
    /// Where the console says which rule it was, for whoever may read rules.
    pub explain: Option<&'a str>,
}

impl AccessPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn explain_label(&self) -> &'static str {
        words(self.locale).explain
    }

    fn sign_out_do(&self) -> &'static str {
        words(self.locale).sign_out_do
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Trouble<'static>; 9] = [
        Trouble::NotAllowed { application: "Wiki", person: "<b>李雷" },
        Trouble::Closed { application: "Wiki" },
        Trouble::Unsure { application: "Wiki" },
        Trouble::Unreadable,
        Trouble::Misconfigured,
        Trouble::Loop { application: "Wiki" },
        Trouble::Lost { application: "Wiki" },
        Trouble::SignOut { application: "Wiki" },
        Trouble::SignedOut { application: "Wiki" },
    ];

    #[test]
    fn every_trouble_makes_a_page_with_files_of_its_own_host() {
        for locale in [Locale::Zh, Locale::En] {
            for case in ALL {
                let texts = trouble(locale, &case);
                let page = AccessPage {
                    locale,
                    files_at: "",
                    organization: "Co",
                    texts: &texts,
                    contact: None,
                    reference: "7KQ2-M9XA",
                    small_print: None,
                    action: None,
                    csrf: None,
                    explain: None,
                };
                let html = page.render().unwrap();
                assert!(!html.contains(['{', '}']) && html.contains("7KQ2-M9XA"), "{html}");
                assert_eq!(html.matches("href=\"/.larkgate/assets/").count(), 2, "{html}");
                assert!(
                    !html.contains("href=\"/assets/") && !html.contains("<form") && !html.contains("<b>李")
                );
            }
        }
        assert_eq!(trouble(Locale::Zh, &ALL[0]).title, "你没有访问 Wiki 的权限");
    }

    #[test]
    fn it_asks_by_a_form() {
        let texts = trouble(Locale::En, &Trouble::SignOut { application: "Wiki" });
        let page = AccessPage {
            locale: Locale::En,
            files_at: "https://sso.example.com",
            organization: "Co",
            texts: &texts,
            contact: Some("IT"),
            reference: "x",
            small_print: Some("wiki: rule 2 denies it"),
            action: Some(Action { label: "On", href: "/?a&b" }),
            csrf: Some("t\""),
            explain: None,
        };
        let html = page.render().unwrap();
        assert!(html.contains(r#"<form method="post" action="/.larkgate/sign-out">"#), "{html}");
        assert!(
            html.contains(r#"name="csrf" value="t&#34;">"#) && html.contains("Sign out</button>"),
            "{html}"
        );
        assert!(html.contains(r#"href="/?a&#38;b">On</a>"#) && html.contains("rule 2 denies it"), "{html}");
        assert_eq!(html.matches("href=\"https://sso.example.com/.larkgate/assets/").count(), 2, "{html}");
    }
}
