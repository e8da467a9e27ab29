//! What each refusal says: what happened, what was kept, what to do. Whom to ask and the reference number are the page's.

mod en;
mod words;
mod zh;

use super::locale::Locale;
use super::message::MessagePage;
use crate::config::Brand;
use words::{RefusalWords, Text};

/// Why a person does not get what the browser asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The upstream said no, or nothing.
    Upstream(Brand, Upstream),
    /// An admin has disabled the account.
    AccountDisabled,
    /// An admin has unbound the identity from its account.
    IdentityUnbound,
    /// No such sign-in attempt, or none of this browser's.
    AttemptUnknown,
    /// The attempt took too long.
    AttemptExpired,
    /// Too many attempts from one address.
    TooManyAttempts {
        /// When the next one is welcome.
        seconds: u64,
    },
    /// The application is not registered, or is disabled.
    UnknownClient,
    /// The application asks to return to an address that is not registered.
    BadRedirectUri,
    /// The request makes no sense.
    BadRequest {
        /// What is wrong with it: a fixed ASCII description, for the application's developer.
        what: &'static str,
    },
    /// A form that was not shown to the session that sends it.
    StaleForm,
    /// Somebody who is signed in asks for the console, and has no role there.
    NoRole {
        /// What to call them.
        person: String,
    },
    /// No such link to the console, or none that is good.
    LoginLinkUnknown,
    /// No such page.
    NotFound,
    /// The page does not take this method.
    MethodNotAllowed,
    /// A bug or a broken machine.
    Internal,
    /// The database does not answer.
    StoreDown,
}

/// What went wrong at the upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upstream {
    /// The person pressed "refuse".
    Denied,
    /// The code is unknown, used, lapsed or not ours: start again.
    CodeRejected,
    /// The person has left the company.
    Resigned,
    /// The person is suspended.
    Frozen,
    /// The person is unknown, or not in a state in which they may log in.
    NotActive,
    /// The person is outside the app's availability.
    OutsideAvailability,
    /// The person's tenant is not on the allow-list.
    TenantNotAllowed,
    /// The app's id, secret, permissions, release or redirect URL are wrong.
    Misconfigured,
    /// The provider asks for patience.
    RateLimited {
        /// For how long, if it said so.
        seconds: Option<u64>,
    },
    /// No answer, or a server error.
    Unavailable,
    /// An answer that makes no sense.
    Malformed,
}

/// A refusal in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalTexts {
    /// The heading.
    pub title: String,
    /// What happened.
    pub what: String,
    /// What was kept.
    pub kept: String,
    /// What to do.
    pub todo: String,
}

impl RefusalTexts {
    /// The page that says it, with nothing optional; fill those by struct update.
    pub fn page<'a>(&'a self, locale: Locale, organization: &'a str) -> MessagePage<'a> {
        MessagePage {
            locale,
            organization,
            title: &self.title,
            what: &self.what,
            kept: &self.kept,
            todo: &self.todo,
            contact: None,
            reference: None,
            small_print: None,
            action: None,
        }
    }
}

/// The words for a refusal.
pub fn refusal(locale: Locale, refusal: &Refusal) -> RefusalTexts {
    let table = table(locale);
    let text = match refusal {
        Refusal::Upstream(_, upstream) => upstream_text(table, *upstream),
        Refusal::AccountDisabled => &table.account_disabled,
        Refusal::IdentityUnbound => &table.identity_unbound,
        Refusal::AttemptUnknown => &table.attempt_unknown,
        Refusal::AttemptExpired => &table.attempt_expired,
        Refusal::TooManyAttempts { .. } => &table.too_many_attempts,
        Refusal::UnknownClient => &table.unknown_client,
        Refusal::BadRedirectUri => &table.bad_redirect_uri,
        Refusal::BadRequest { .. } => &table.bad_request,
        Refusal::StaleForm => &table.stale_form,
        Refusal::NoRole { .. } => &table.no_role,
        Refusal::LoginLinkUnknown => &table.login_link_unknown,
        Refusal::NotFound => &table.not_found,
        Refusal::MethodNotAllowed => &table.method_not_allowed,
        Refusal::Internal => &table.internal,
        Refusal::StoreDown => &table.store_down,
    };
    let fill = |text: &str| insert(locale, refusal, text);
    RefusalTexts {
        title: fill(text.title),
        what: fill(text.what),
        kept: fill(text.kept),
        todo: fill(text.todo),
    }
}

fn table(locale: Locale) -> &'static RefusalWords {
    match locale {
        Locale::Zh => &zh::ZH,
        Locale::En => &en::EN,
    }
}

fn upstream_text(table: &RefusalWords, upstream: Upstream) -> &Text {
    match upstream {
        Upstream::Denied => &table.denied,
        Upstream::CodeRejected => &table.code_rejected,
        Upstream::Resigned => &table.resigned,
        Upstream::Frozen => &table.frozen,
        Upstream::NotActive => &table.not_active,
        Upstream::OutsideAvailability => &table.outside_availability,
        Upstream::TenantNotAllowed => &table.tenant_not_allowed,
        Upstream::Misconfigured => &table.misconfigured,
        Upstream::RateLimited { .. } => &table.rate_limited,
        Upstream::Unavailable => &table.unavailable,
        Upstream::Malformed => &table.malformed,
    }
}

/// Fills the inserts that this refusal has something for.
fn insert(locale: Locale, refusal: &Refusal, text: &str) -> String {
    let words = locale.words();
    match refusal {
        Refusal::Upstream(brand, Upstream::RateLimited { seconds }) => {
            words.with_provider(text, *brand).replace("{wait}", &words.wait(*seconds))
        }
        Refusal::Upstream(brand, _) => words.with_provider(text, *brand),
        Refusal::TooManyAttempts { seconds } => text.replace("{wait}", &words.wait(Some(*seconds))),
        Refusal::BadRequest { what } => text.replace("{detail}", what),
        Refusal::NoRole { person } => super::words::insert(text, "{person}", person),
        Refusal::AccountDisabled
        | Refusal::IdentityUnbound
        | Refusal::AttemptUnknown
        | Refusal::AttemptExpired
        | Refusal::UnknownClient
        | Refusal::BadRedirectUri
        | Refusal::StaleForm
        | Refusal::LoginLinkUnknown
        | Refusal::NotFound
        | Refusal::MethodNotAllowed
        | Refusal::Internal
        | Refusal::StoreDown => text.to_owned(),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
pub(super) mod tests;
