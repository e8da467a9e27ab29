//! `GET /admin/accounts/{account}`: everything about one account.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::audit::reason;
use super::{Answer, Visitor, show};
use crate::admin::ops::accounts::{self, Details};
use crate::app::App;
use crate::config::Brand;
use crate::domain::account::{Binding, Profile};
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::consent::Granted;
use crate::domain::session::Session;
use crate::store::{AuditRow, StoreError};
use crate::views::console::{
    AccountApplication, AccountPage, AccountSession, AccountWords, Fact, HistoryLine, Section, Ways,
};
use crate::views::{Extent, When, describe_device};
use crate::web::urls;

/// How much of a text that was changed is shown.
const SHORT: usize = 60;

/// Shows it.
pub(super) async fn page(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let details = accounts::details(&visitor.desk(), &name).await?;
        render(visitor, &details).await
    })
    .await
}

async fn render(visitor: &Visitor<'_>, details: &Details) -> Answer {
    let (account, binding) = (&details.person.account, &details.person.binding);
    let words = &visitor.locale.words().console;
    let brand = visitor.app.connector(&binding.connector).map_or(Brand::Feishu, |c| c.brand());
    let provider = visitor.locale.words().provider(brand);
    let page = AccountPage {
        frame: &visitor.frame(Section::Accounts),
        name: account.display_name(),
        enabled: account.enabled,
        role: details.role.map(|role| words.terms.role(role)),
        sub: &account.sub,
        identity: &identity(&words.account, binding),
        profile: &profile(&words.account, &account.profile),
        created: When(account.created_at),
        last_login: When(account.last_login_at),
        note: details.note.as_deref().unwrap_or_default(),
        sessions: &details.sessions.iter().map(|one| session(one, provider)).collect::<Vec<_>>(),
        applications: &applications(visitor, &details.applications, brand).await?,
        history: &details.history.iter().map(|line| happened(visitor, details, line)).collect::<Vec<_>>(),
        ways: ways(visitor, details),
        list: urls::CONSOLE_ACCOUNTS,
    };
    Ok(visitor.html(page.render()))
}

/// The identity that is bound, if one is.
fn identity<'a>(words: &'static AccountWords, binding: &'a Binding) -> Vec<Fact<'a>> {
    if !binding.is_bound() {
        return Vec::new();
    }
    let id = |name, value: &'a str| Fact { name, value, is_id: true };
    let facts = [
        Some(Fact { name: words.connector, value: &binding.connector, is_id: false }),
        Some(id("open_id", &binding.open_id)),
        binding.union_id.as_deref().map(|value| id("union_id", value)),
        binding.user_id.as_deref().map(|value| id("user_id", value)),
        // Until somebody signs in by a binding that was made by hand, their tenant is not known.
        Some(binding.tenant_key.as_str()).filter(|key| !key.is_empty()).map(|value| id(words.tenant, value)),
    ];
    facts.into_iter().flatten().collect()
}

/// What the upstream says of the person.
fn profile<'a>(words: &'static AccountWords, profile: &'a Profile) -> Vec<Fact<'a>> {
    let facts = [
        (words.name, &profile.name),
        (words.en_name, &profile.en_name),
        (words.email, &profile.email),
        (words.mobile, &profile.mobile),
        (words.employee_no, &profile.employee_no),
    ];
    let told = |(name, value): (&'static str, &'a Option<String>)| {
        value.as_deref().map(|value| Fact { name, value, is_id: false })
    };
    facts.into_iter().filter_map(told).collect()
}

/// What this reader may do about it, by the rule that judges what they do.
fn ways(visitor: &Visitor<'_>, details: &Details) -> Ways {
    let of = [("account", details.person.account.id.to_string())];
    let log = visitor.may(Permission::ReadAudit).then(|| urls::with_query(urls::CONSOLE_AUDIT, &of));
    let (account, binding) = (&details.person.account, &details.person.binding);
    let explain = (visitor.may(Permission::ReadApplications) && account.enabled).then(|| {
        let query = [("who", "account".to_owned()), ("account", account.id.to_string())];
        urls::with_query(urls::CONSOLE_EXPLAIN, &query)
    });
    let desk = visitor.desk();
    let way = |permission, kind, pattern| {
        let may = visitor.may(permission)
            && accounts::may_change(&desk, &details.person, details.role, kind).is_ok();
        may.then(|| urls::about_account(pattern, &account.id))
    };
    let change = |kind, pattern| way(Permission::ChangeAccounts, kind, pattern);
    let bind = |kind, pattern| way(Permission::ChangeBindings, kind, pattern);
    let has_something = !details.sessions.is_empty() || !details.applications.is_empty();
    let ended = EventKind::SessionsEndedByAdmin;
    Ways {
        explain,
        disable: change(EventKind::AccountDisabled, urls::CONSOLE_DISABLE).filter(|_| account.enabled),
        enable: change(EventKind::AccountEnabled, urls::CONSOLE_ENABLE).filter(|_| !account.enabled),
        end_all: change(ended, urls::CONSOLE_END_ALL).filter(|_| has_something),
        end_one: change(ended, urls::CONSOLE_END_SESSION),
        note: change(EventKind::AccountNoted, urls::CONSOLE_NOTE),
        unbind: bind(EventKind::AccountUnbound, urls::CONSOLE_UNBIND).filter(|_| binding.is_bound()),
        rebind: bind(EventKind::AccountRebound, urls::CONSOLE_REBIND),
        log,
    }
}

fn session(session: &Session, provider: &str) -> AccountSession {
    AccountSession {
        id: session.id.to_string(),
        device: session.device.user_agent.as_deref().and_then(|agent| describe_device(agent, provider)),
        address: session.device.address.clone(),
        signed_in: When(session.auth_time),
        last_used: When(session.last_used_at),
    }
}

async fn applications(
    visitor: &Visitor<'_>,
    all: &[Granted],
    brand: Brand,
) -> Result<Vec<AccountApplication>, StoreError> {
    let words = &visitor.locale.words().account;
    let mut applications = Vec::with_capacity(all.len());
    for has in all {
        let client = visitor.app.client(&has.client_id).await?;
        let extent = Extent { scope: &has.scope, claims: &has.claims, resources: &[] };
        applications.push(AccountApplication {
            id: has.client_id.clone(),
            kind: match &client {
                Some(client) if client.third_party => words.third_party,
                Some(_) => words.first_party,
                None => words.gone,
            },
            name: client.map_or_else(|| has.client_id.clone(), |client| client.name.clone()),
            may: extent.names(visitor.locale, brand).join(words.comma),
            since: When(has.since),
        });
    }
    Ok(applications)
}

fn happened(visitor: &Visitor<'_>, details: &Details, line: &AuditRow) -> HistoryLine {
    let words = &visitor.locale.words().console;
    let actor = line.actor.as_deref().map(|actor| visitor.called(actor, &details.actors));
    let said = [reason(visitor, line), line.change.as_deref().and_then(change)];
    HistoryLine {
        at: When(line.at),
        event: words.events.name(&line.kind).to_owned(),
        application: line.client_id.clone(),
        detail: said.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        actor: actor.unwrap_or_else(|| words.account.self_actor.to_owned()),
        address: line.address.clone(),
        reference: line.reference.clone(),
    }
}

/// `before → after`, in short.
fn change(json: &str) -> Option<String> {
    let change: Value = serde_json::from_str(json).ok()?;
    let text = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) if text.chars().count() > SHORT => {
            format!("{}…", text.chars().take(SHORT).collect::<String>())
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(format!("{} → {}", text(change.get("before")?), text(change.get("after")?)))
}
