//! Applications that ask who somebody is.

use askama::Template;

use super::Frame;
use super::account::Fact;
use super::form::{Control, FormField};
use crate::views::{RenderError, When, assets};

/// Every application, as filtered.
#[derive(Debug, Clone, Template)]
#[template(path = "console/clients.html", config = "src/views/askama.toml")]
pub struct ClientsPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What was searched for.
    pub search: &'a str,
    /// The applications.
    pub rows: &'a [ClientRow],
    /// The list without a filter.
    pub list: &'static str,
    /// Where one is registered, if the reader may.
    pub add: Option<&'static str>,
}

/// An application in the list.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the columns of the table")]
pub struct ClientRow {
    pub href: String,
    pub name: String,
    pub id: String,
    pub kind: &'static str,
    pub third_party: bool,
    pub signs: &'static str,
    pub source: &'static str,
    pub old_secret_ends: Option<When>,
}

/// What kind of software is to be registered.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client_new.html", config = "src/views/askama.toml")]
pub struct NewClientPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The kinds.
    pub kinds: &'a [SoftwareLink],
    /// The list of applications.
    pub list: &'static str,
}

/// A kind of software to choose.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "they say it")]
pub struct SoftwareLink {
    pub href: String,
    pub name: &'static str,
    pub note: &'static str,
    pub is_here: bool,
}

/// The form with an application's settings.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client_form.html", config = "src/views/askama.toml")]
pub struct ClientFormPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What the page does.
    pub title: &'a str,
    /// What is special about the kind of software.
    pub note: Option<&'static str>,
    /// Why it was not taken.
    pub wrong: Option<&'a str>,
    /// Where it goes.
    pub action: &'a str,
    /// The kind of software, where there is one.
    pub software: Option<&'static str>,
    /// Which settings it shows, where there are some.
    pub revision: Option<&'a str>,
    /// What everybody fills in.
    pub fields: &'a [FormField],
    /// What few need.
    pub more: &'a [FormField],
    /// What the button says.
    pub button: &'static str,
    /// The way back.
    pub back: &'a str,
}

/// A secret that was just made; it is here and nowhere else.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client_secret.html", config = "src/views/askama.toml")]
pub struct SecretPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What was done.
    pub title: &'static str,
    /// What the application is called.
    pub name: &'a str,
    /// Its identifier.
    pub id: &'a str,
    /// The secret.
    pub secret: &'a str,
    /// Until when the one before it works.
    pub old_secret_ends: Option<When>,
    /// The page of the application.
    pub back: &'a str,
}

/// Everything about one application, and how to connect it.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client.html", config = "src/views/askama.toml")]
pub struct ClientPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What it is called.
    pub name: &'a str,
    /// How it proves itself.
    pub kind: &'static str,
    /// Whether it is somebody else's.
    pub third_party: bool,
    /// Whether it is the configuration file's.
    pub by_file: bool,
    /// Until when the secret before the present one works.
    pub old_secret_ends: Option<When>,
    /// Its settings.
    pub settings: &'a [Fact<'a>],
    /// Where it reaches us.
    pub endpoints: &'a [Fact<'a>],
    /// When it was registered.
    pub registered: Option<When>,
    /// What can be set up by a text.
    pub kinds: &'a [SoftwareLink],
    /// The text for the kind that was chosen.
    pub snippet: Option<Snippet>,
    /// Where its settings are changed; nothing where the reader may not.
    pub change: Option<String>,
    /// Who may enter, a rule a line; everybody where there is none.
    pub rules: &'a [String],
    /// Where that is changed.
    pub change_rules: Option<String>,
    /// Where a sign-in is tried out, if the reader may see what it says.
    pub test: Option<String>,
    /// Where its secret is rotated.
    pub rotate: Option<String>,
    /// Where its old secret is ended.
    pub end_old: Option<String>,
    /// Where it is removed.
    pub remove: Option<String>,
    /// The list of applications.
    pub list: &'static str,
}

/// What an application would get of somebody, and what is wrong with a request of it.
#[derive(Debug, Clone, Template)]
#[template(path = "console/client_test.html", config = "src/views/askama.toml")]
pub struct ClientTestPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// What the application is called.
    pub name: &'a str,
    /// Whom the reader asked about; nobody is the reader.
    pub account: &'a str,
    /// What to call the person.
    pub person: &'a str,
    /// Whether they may enter.
    pub may: bool,
    /// Why, in words.
    pub verdict: &'a str,
    /// What the ID token would say, as JSON.
    pub id_token: &'a str,
    /// What userinfo would say, as JSON.
    pub userinfo: &'a str,
    /// The address that was looked at.
    pub address: &'a str,
    /// Whether it is a good request.
    pub is_good: bool,
    /// What came of it.
    pub said: Option<&'a str>,
    /// Where both forms go.
    pub action: &'a str,
    /// The page of the application.
    pub back: &'a str,
}

impl ClientTestPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

/// What to write into the configuration of a kind of software.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "they say it")]
pub struct Snippet {
    pub name: &'static str,
    pub note: &'static str,
    pub text: String,
    /// An address that it uses and that is not registered.
    pub missing_uri: Option<String>,
}

impl ClientsPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

impl NewClientPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

impl ClientFormPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    /// What few need is open where something is wrong with it.
    fn is_open(&self) -> bool {
        self.more.iter().any(|field| !field.errors.is_empty())
    }
}

impl SecretPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

impl ClientPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::admin::Role;
    use crate::views::Locale;

    #[test]
    fn whoever_can_register_none_is_not_told_to() {
        let frame = Frame {
            locale: Locale::Zh,
            organization: "Example",
            navigation: Vec::new(),
            person: "lin",
            role: Role::Auditor,
            notice: None,
            csrf: String::new(),
            switch_language: None,
            account: "",
            sign_out: "",
        };
        let words = &Locale::Zh.words().console.clients;
        for (add, told) in [(Some("/add"), words.none_next), (None, words.none_next_reader)] {
            let page = ClientsPage { frame: &frame, search: "", rows: &[], list: "", add }.render().unwrap();
            assert!(page.contains(told), "{page}");
        }
    }
}
