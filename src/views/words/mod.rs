//! What the pages say: one struct, one constant a language, so that a missing sentence does not compile.

mod account;
mod consent;
pub(super) mod console;
mod en;
mod zh;

use crate::config::Brand;

use account::AccountWords;
use consent::ConsentWords;
use console::ConsoleWords;
pub(super) use en::EN;
pub(super) use zh::ZH;

/// Everything the pages say in one language, refusals apart (see [`super::refusal`]). `{…}` marks an insert.
#[derive(Debug)]
pub struct Words {
    /// Feishu's name.
    pub feishu: &'static str,
    /// Lark's name.
    pub lark: &'static str,
    /// This language's own name, for the switch.
    pub language: &'static str,

    /// Heading of the sign-in page; `{application}`.
    sign_in_to: &'static str,
    /// The button; `{provider}`.
    continue_with: &'static str,
    /// The QR code's accessible name; `{provider}`.
    qr_title: &'static str,
    /// Beneath the QR code, while it waits; `{provider}`.
    qr_waiting: &'static str,
    /// Once it was scanned and confirmed.
    pub qr_scanned: &'static str,
    /// Once it is too old.
    pub qr_expired: &'static str,
    /// The button that brings a new one.
    pub qr_refresh: &'static str,
    /// Between the QR code and the button.
    pub or: &'static str,

    /// Before the name of whom to ask.
    pub contact: &'static str,
    /// Before a reference number that also stands in the log.
    pub reference: &'static str,
    /// Before the provider's code and log id.
    pub details: &'static str,
    /// Heading of the page that carries an answer to the application.
    pub going_back: &'static str,
    /// Its button, for who has no JavaScript.
    pub go_on: &'static str,
    /// Heading of the page that asks before signing out.
    pub logout_title: &'static str,
    /// What signing out ends, and what not.
    pub logout_what: &'static str,
    /// Its button.
    pub logout_do: &'static str,
    /// Heading once it is done.
    pub logged_out_title: &'static str,
    /// What was ended.
    pub logged_out_what: &'static str,
    /// Before the names of the applications that are told.
    pub logged_out_told: &'static str,
    /// Before the names of the applications that cannot be told.
    pub logged_out_untold: &'static str,
    /// What was not ended, where applications are named; `{provider}`.
    logged_out_provider: &'static str,
    /// What was not ended, where none is; `{provider}`.
    logged_out_kept: &'static str,
    /// What to do.
    pub logged_out_todo: &'static str,
    /// Label of an action that loads the same page again.
    pub try_again: &'static str,

    /// Heading of the home page; `{organization}`.
    home_title: &'static str,
    /// What this service is and how one comes to it.
    pub home_what: &'static str,
    /// Who is signed in; `{person}`.
    home_signed_in: &'static str,

    /// A person's own page.
    pub account: AccountWords,
    /// The consent page, and the names of what an application may have.
    pub consent: ConsentWords,

    /// The console.
    pub console: ConsoleWords,

    /// The way to sign in to one's own page.
    pub home_account: &'static str,

    /// How long to wait, unknown.
    wait_a_while: &'static str,
    /// How long to wait; `{n}`.
    wait_seconds: &'static str,
    /// How long to wait, just one.
    wait_one_minute: &'static str,
    /// How long to wait; `{n}`.
    wait_minutes: &'static str,
}

impl Words {
    /// A provider's name.
    pub fn provider(&self, brand: Brand) -> &'static str {
        match brand {
            Brand::Feishu => self.feishu,
            Brand::Lark => self.lark,
        }
    }

    /// Heading of the sign-in page.
    pub fn sign_in_to(&self, application: &str) -> String {
        insert(self.sign_in_to, "{application}", application)
    }

    /// The button that leads to the provider.
    pub fn continue_with(&self, brand: Brand) -> String {
        self.with_provider(self.continue_with, brand)
    }

    /// What the end of our session does not end; `named` says whether the page names applications.
    pub fn logged_out_kept(&self, brand: Brand, named: bool) -> String {
        self.with_provider(if named { self.logged_out_provider } else { self.logged_out_kept }, brand)
    }

    /// The QR code's accessible name.
    pub fn qr_title(&self, brand: Brand) -> String {
        self.with_provider(self.qr_title, brand)
    }

    /// What to do with the QR code.
    pub fn qr_waiting(&self, brand: Brand) -> String {
        self.with_provider(self.qr_waiting, brand)
    }

    /// Heading of the home page.
    pub fn home_title(&self, organization: &str) -> String {
        insert(self.home_title, "{organization}", organization)
    }

    /// Who is signed in.
    pub fn home_signed_in(&self, person: &str) -> String {
        insert(self.home_signed_in, "{person}", person)
    }

    /// How long to wait, in words: to the second up to a minute and a half, then in whole minutes, rounded up.
    pub(super) fn wait(&self, seconds: Option<u64>) -> String {
        match seconds {
            None | Some(0 | 1) => self.wait_a_while.to_owned(),
            Some(60) => self.wait_one_minute.to_owned(),
            Some(n @ 2..=90) => self.wait_seconds.replace("{n}", &n.to_string()),
            Some(n) => self.wait_minutes.replace("{n}", &n.div_ceil(60).to_string()),
        }
    }

    /// `text` with the provider's name in place of `{provider}`.
    pub(super) fn with_provider(&self, text: &str, brand: Brand) -> String {
        insert(text, "{provider}", self.provider(brand))
    }
}

/// `text` with `value` in place of each `mark`. The spaces around a mark are those that Latin letters want; between
/// two Chinese characters they are dropped: 使用 Lark 登录, 使用飞书登录.
pub(super) fn insert(text: &str, mark: &str, value: &str) -> String {
    let starts_chinese = |text: &str| text.chars().next().is_some_and(|c| !c.is_ascii());
    let ends_chinese = |text: &str| text.chars().next_back().is_some_and(|c| !c.is_ascii());
    let mut pieces = text.split(mark);
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        if starts_chinese(value) && filled.strip_suffix(' ').is_some_and(ends_chinese) {
            filled.pop();
        }
        filled.push_str(value);
        let piece = match piece.strip_prefix(' ') {
            Some(rest) if ends_chinese(value) && starts_chinese(rest) => rest,
            _ => piece,
        };
        filled.push_str(piece);
    }
    filled
}

/// `text` with every insert in place of its mark.
pub fn fill(text: &str, inserts: &[(&str, &str)]) -> String {
    inserts.iter().fold(text.to_owned(), |text, (mark, value)| insert(&text, mark, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts_are_filled_and_spaced() {
        assert_eq!(ZH.continue_with(Brand::Feishu), "使用飞书登录");
        assert_eq!(ZH.continue_with(Brand::Lark), "使用 Lark 登录");
        assert_eq!(EN.continue_with(Brand::Feishu), "Continue with Feishu");
        assert_eq!(EN.continue_with(Brand::Lark), "Continue with Lark");
        assert_eq!(ZH.sign_in_to("Grafana"), "登录 Grafana");
        assert_eq!(ZH.sign_in_to("审批系统"), "登录审批系统");
        assert_eq!(EN.sign_in_to("审批系统"), "Sign in to 审批系统");
        assert_eq!(ZH.home_title("Acme"), "Acme 登录服务");
        assert_eq!(EN.sign_in_to("Grafana"), "Sign in to Grafana");
        for words in [&ZH, &EN] {
            for brand in [Brand::Feishu, Brand::Lark] {
                for text in [
                    words.sign_in_to("A"),
                    words.continue_with(brand),
                    words.qr_title(brand),
                    words.qr_waiting(brand),
                    words.logged_out_kept(brand, true),
                    words.logged_out_kept(brand, false),
                    words.home_title("A"),
                    words.home_signed_in("A"),
                    words.wait(Some(7)),
                    words.wait(Some(700)),
                ] {
                    assert!(!text.contains(['{', '}']), "{text}");
                }
            }
        }
    }

    #[test]
    fn waiting_is_told_in_round_figures() {
        let told = |seconds| EN.wait(seconds);
        assert_eq!(told(None), told(Some(0)));
        assert_eq!(told(Some(30)), "in 30 seconds");
        assert_eq!(told(Some(1)), "in a moment");
        assert_eq!(told(Some(60)), "in one minute");
        assert_eq!(told(Some(91)), "in 2 minutes");
        assert_eq!(ZH.wait(Some(121)), "在 3 分钟后");
    }
}
