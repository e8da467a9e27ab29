//! `GET /admin/accounts`: who is bound.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{Answer, Visitor, show};
use crate::admin::cursor;
use crate::admin::ops::accounts::{self, Search};
use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::id::AccountId;
use crate::views::When;
use crate::views::console::{AccountRow, AccountsPage, Section, StateFilter};
use crate::web::params::Params;
use crate::web::urls;

/// How many accounts a page has.
const PAGE: i64 = 50;

/// Shows a page of the list.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let params = &visitor.params;
    let (search, state) = filter(params);
    let before = params.get("after").and_then(cursor::read).map(|(at, id)| (at, AccountId::received(&id)));
    let is_first = before.is_none();
    let mut people = accounts::search(&visitor.desk(), &wanted(params), before, PAGE + 1).await?;
    let more = cursor::cut(&mut people, PAGE);
    let next = people.last().filter(|_| more).map(|last| {
        let cursor = cursor::write(last.account.created_at, last.account.id.as_str());
        address(urls::CONSOLE_ACCOUNTS, search, state, Some(&cursor))
    });
    let rows: Vec<_> = people.iter().map(row).collect();
    let page = AccountsPage {
        frame: &visitor.frame(Section::Accounts),
        search,
        state,
        rows: &rows,
        list: urls::CONSOLE_ACCOUNTS,
        first: (!is_first).then(|| address(urls::CONSOLE_ACCOUNTS, search, state, None)),
        next,
        csv: address(urls::CONSOLE_ACCOUNTS_CSV, search, state, None),
        json_lines: address(urls::CONSOLE_ACCOUNTS_JSONL, search, state, None),
    };
    Ok(visitor.html(page.render()))
}

/// What is asked for, as it stands in the address.
fn filter(params: &Params) -> (&str, StateFilter) {
    let state = StateFilter::parse(params.get("state").unwrap_or_default());
    (params.get("q").unwrap_or_default().trim(), state)
}

/// What that means.
pub(super) fn wanted(params: &Params) -> Search {
    let (search, state) = filter(params);
    let enabled = match state {
        StateFilter::Any => None,
        StateFilter::Enabled => Some(true),
        StateFilter::Disabled => Some(false),
    };
    Search { text: Some(search.to_owned()).filter(|text| !text.is_empty()), enabled }
}

/// Where a page of the same list is, or the list in another form.
fn address(path: &'static str, search: &str, state: StateFilter, after: Option<&str>) -> String {
    let given = [("q", search), ("state", state.as_str()), ("after", after.unwrap_or_default())];
    let pairs: Vec<_> = given
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { urls::with_query(path, &pairs) }
}

fn row(person: &BoundAccount) -> AccountRow {
    let account = &person.account;
    AccountRow {
        href: urls::about_account(urls::CONSOLE_ACCOUNT, &account.id),
        name: account.display_name().to_owned(),
        sub: account.sub.clone(),
        email: account.profile.email.clone(),
        enabled: account.enabled,
        last_login: When(account.last_login_at),
        created: When(account.created_at),
    }
}
