//! What a person's own page says, and the pages that ask before something there is ended.

mod en;
mod zh;

use super::insert;

pub(super) use en::EN;
pub(super) use zh::ZH;

/// The page at `/account` in one language. `{…}` marks an insert.
#[derive(Debug)]
pub struct AccountWords {
    /// Heading, and the link that leads here.
    pub title: &'static str,
    /// What signs out of this browser.
    pub sign_out: &'static str,
    /// Before the e-mail address.
    pub email: &'static str,
    /// Before the phone number.
    pub phone: &'static str,
    /// Before the employee number.
    pub employee_no: &'static str,
    /// Before the `sub`.
    pub sub: &'static str,
    /// Where all this comes from; `{provider}`. The time follows.
    refreshed: &'static str,

    /// Heading of the sessions.
    pub sessions: &'static str,
    /// Beside the session of this browser.
    pub this_device: &'static str,
    /// Where a browser says nothing of itself.
    pub unknown_device: &'static str,
    /// Before the time of the sign-in.
    pub signed_in: &'static str,
    /// Before the time of the last use.
    pub last_used: &'static str,
    /// The button that ends one.
    pub end: &'static str,
    /// What leads to the end of all.
    pub end_all: &'static str,

    /// Heading of the applications.
    pub applications: &'static str,
    /// Where there is none.
    pub no_applications: &'static str,
    /// An application of the company.
    pub first_party: &'static str,
    /// An application of somebody else.
    pub third_party: &'static str,
    /// An application that is registered no more.
    pub gone: &'static str,
    /// Before the time since when it has something.
    pub since: &'static str,
    /// Between the names of what an application has.
    pub comma: &'static str,
    /// What leads to the end of it.
    pub withdraw: &'static str,

    /// Heading of the latest sign-ins and visits.
    pub activity: &'static str,
    /// Somebody signed in.
    pub login_succeeded: &'static str,
    /// Somebody was refused.
    pub login_refused: &'static str,
    /// Somebody who was signed in came to an application.
    pub application_entered: &'static str,
    /// Somebody consented.
    pub consent_given: &'static str,
    /// Column of the times.
    pub when: &'static str,
    /// Column of what happened.
    pub what: &'static str,
    /// Column of the applications.
    pub application: &'static str,
    /// Column of the addresses.
    pub address: &'static str,

    /// Once a session was ended.
    pub session_ended: &'static str,
    /// Once an application was withdrawn.
    pub withdrawn: &'static str,
    /// Once this browser's session was ended.
    pub signed_out: &'static str,
    /// Once all were.
    pub signed_out_everywhere: &'static str,

    /// Asks before all sessions end.
    pub end_all_title: &'static str,
    /// What that does.
    pub end_all_what: &'static str,
    /// Asks before an application is withdrawn; `{application}`.
    withdraw_title: &'static str,
    /// What that does to a first-party application.
    pub withdraw_first_party: &'static str,
    /// What that does to a third-party application.
    pub withdraw_third_party: &'static str,
    /// What neither ends.
    pub kept: &'static str,
    /// The way back.
    pub back: &'static str,
}

impl AccountWords {
    /// Where the profile comes from.
    pub fn refreshed(&self, provider: &str) -> String {
        insert(self.refreshed, "{provider}", provider)
    }

    /// Asks before an application is withdrawn.
    pub fn withdraw_title(&self, application: &str) -> String {
        insert(self.withdraw_title, "{application}", application)
    }
}
