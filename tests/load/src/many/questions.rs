//! What an auditor asks the console, about something else every time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use larkgate::domain::account::{BoundAccount, Profile};
use larkgate::domain::time::{Clock, SystemClock, Timestamp};

use super::Size;
use super::lines::{APPLICATIONS, reference};
use super::people::{SURNAMES, department, id_of, open_id_of, person, pick, scattered};

/// In every list that is not empty.
const SOME: &str = "<tbody>";

/// The address to ask for the n-th time, and what must be in the answer.
type Asked = (String, String);

/// What is asked about a company the n-th time.
type Ask = Box<dyn Fn(&Company, u64) -> Asked>;

/// One kind of page.
pub(super) struct Question {
    pub(super) name: &'static str,
    asked: Ask,
    company: Company,
}

impl Question {
    /// What is asked the n-th time.
    pub(super) fn ask(&self, turn: u64) -> Asked {
        (self.asked)(&self.company, turn)
    }
}

/// Whom is asked about.
#[derive(Clone, Copy)]
struct Company {
    size: Size,
    now: Timestamp,
}

impl Company {
    fn number(self, turn: u64) -> u64 {
        scattered(turn, 41) % self.size.people
    }

    fn somebody(self, turn: u64) -> BoundAccount {
        person(self.number(turn), self.size.people, self.now)
    }

    fn profile(self, turn: u64) -> Profile {
        self.somebody(turn).account.profile
    }

    fn email(self, turn: u64) -> String {
        self.profile(turn).email.unwrap_or_default()
    }
}

/// Every question.
pub(super) fn all(size: Size) -> Vec<Question> {
    let company = Company { size, now: SystemClock.now() };
    let mut all = lists(company);
    all.extend(searches(company));
    all.extend(audit(company));
    all
}

fn question(
    company: Company,
    name: &'static str,
    asked: impl Fn(&Company, u64) -> Asked + 'static,
) -> Question {
    Question { name, asked: Box::new(asked), company }
}

fn lists(company: Company) -> Vec<Question> {
    let fixed = |name, path: &'static str, word: &'static str| {
        question(company, name, move |_, _| (path.to_owned(), word.to_owned()))
    };
    vec![
        fixed("overview", "/admin", "<svg"),
        fixed("accounts", "/admin/accounts", SOME),
        question(company, "accounts, a page anywhere", |company, turn| {
            let account = company.somebody(turn).account;
            // As the console writes it.
            let after = URL_SAFE_NO_PAD.encode(format!("{}.{}", account.created_at.seconds(), account.id));
            (query("/admin/accounts", &[("after", &after)]), "</html>".to_owned())
        }),
        fixed("accounts that are disabled", "/admin/accounts?state=disabled", SOME),
        question(company, "one account", |company, turn| {
            let number = company.number(turn);
            (format!("/admin/accounts/{}", id_of(number)), open_id_of(number))
        }),
        question(company, "the account with most lines", |_, _| {
            (format!("/admin/accounts/{}", id_of(0)), open_id_of(0))
        }),
    ]
}

fn searches(company: Company) -> Vec<Question> {
    let search = |name, text: fn(&Company, u64) -> Asked| {
        question(company, name, move |company, turn| {
            let (text, word) = text(company, turn);
            (query("/admin/accounts", &[("q", &text)]), word)
        })
    };
    vec![
        search("accounts by surname", |_, turn| (surname(turn), SOME.to_owned())),
        question(company, "disabled accounts by surname", |_, turn| {
            (query("/admin/accounts", &[("q", &surname(turn)), ("state", "disabled")]), SOME.to_owned())
        }),
        search("accounts by name", |company, turn| twice(company.profile(turn).name.unwrap_or_default())),
        search("accounts by two words", |company, turn| {
            (company.profile(turn).en_name.unwrap_or_default(), SOME.to_owned())
        }),
        search("accounts by e-mail", |company, turn| twice(company.email(turn))),
        search("accounts by the beginning of e-mail", |company, turn| {
            (company.email(turn).chars().take(5).collect(), SOME.to_owned())
        }),
        search("accounts by open_id", |company, turn| twice(open_id_of(company.number(turn)))),
        search("accounts by department", |_, turn| (department(turn), SOME.to_owned())),
        search("nobody", |_, turn| (format!("nobody{turn}"), "</html>".to_owned())),
    ]
}

fn audit(company: Company) -> Vec<Question> {
    let lines = |name, pair: fn(&Company, u64) -> (&'static str, String)| {
        question(company, name, move |company, turn| {
            let (key, value) = pair(company, turn);
            (query("/admin/audit", &[(key, &value)]), SOME.to_owned())
        })
    };
    vec![
        lines("audit log", |_, _| ("kind", String::new())),
        lines("audit log by kind", |_, turn| {
            ("kind", (*pick(&["login.succeeded", "login.refused", "account.disabled"], turn)).to_owned())
        }),
        lines("audit log by account", |company, turn| ("account", id_of(company.number(turn)).to_string())),
        lines("audit log by application", |_, turn| ("client_id", format!("app-{}", turn % APPLICATIONS))),
        lines("audit log by actor", |_, turn| ("actor", id_of(turn % 20).to_string())),
        lines("audit log by reference", |company, turn| {
            ("reference", reference(scattered(turn, 44) % company.size.lines))
        }),
    ]
}

fn surname(turn: u64) -> String {
    pick(&SURNAMES, scattered(turn, 42)).0.to_owned()
}

/// What is looked for is what must be found.
fn twice(text: String) -> Asked {
    (text.clone(), text)
}

fn query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
