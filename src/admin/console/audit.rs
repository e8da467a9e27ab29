//! `GET /admin/audit`: who got in, and why not; who changed what.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;

use super::trouble::Trouble;
use super::{Answer, Visitor, show};
use crate::admin::cursor;
use crate::admin::ops::{OpError, Problem, audit};
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::id::{AccountId, AuditId};
use crate::domain::time::Timestamp;
use crate::store::{AuditFilter, AuditRow};
use crate::views::When;
use crate::views::console::{LogChange, LogFilter, LogLink, LogPage, LogRow, Section};
use crate::web::params::Params;
use crate::web::{cookies, urls};

/// How many lines a page has.
const PAGE: i64 = 50;
const DAY: i64 = 24 * 60 * 60;
/// The parts of a filter, as they stand in the address.
const NAMES: [&str; 8] = ["kind", "account", "client", "actor", "address", "reference", "from", "until"];

/// Shows a page of the log.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let params = &visitor.params;
    let before = params.get("after").and_then(cursor::read).map(|(at, id)| (at, AuditId::received(&id)));
    let page = audit::page(&visitor.desk(), &wanted(visitor)?, before.as_ref(), PAGE).await?;
    let people = audit::people(&visitor.desk(), &page.lines).await?;
    let is_full = i64::try_from(page.lines.len()).is_ok_and(|count| count >= PAGE);
    let rows: Vec<_> = page.lines.iter().map(|line| row(visitor, line, &people)).collect();
    let kinds = EventKind::ALL.iter().map(|kind| kind.as_str());
    let words = &visitor.locale.words().console.events;
    let page = LogPage {
        frame: &visitor.frame(Section::Audit),
        filter: filter(params),
        kinds: &kinds.map(|kind| (kind, words.name(kind))).collect::<Vec<_>>(),
        rows: &rows,
        list: urls::CONSOLE_AUDIT,
        first: before.map(|_| address(urls::CONSOLE_AUDIT, params, None)),
        looked_back_to: page.next.as_ref().filter(|_| !is_full).map(|(at, _)| When(*at)),
        next: page
            .next
            .map(|(at, id)| address(urls::CONSOLE_AUDIT, params, Some(&cursor::write(at, id.as_str())))),
        csv: address(urls::CONSOLE_AUDIT_CSV, params, None),
        json_lines: address(urls::CONSOLE_AUDIT_JSONL, params, None),
    };
    Ok(visitor.html(page.render()))
}

/// One part of what is asked for.
fn part<'a>(params: &'a Params, name: &str) -> &'a str {
    params.get(name).unwrap_or_default().trim()
}

fn filter(params: &Params) -> LogFilter<'_> {
    let part = |name| part(params, name);
    LogFilter {
        kind: part("kind"),
        account: part("account"),
        client: part("client"),
        actor: part("actor"),
        address: part("address"),
        reference: part("reference"),
        from: part("from"),
        until: part("until"),
    }
}

/// What is asked for; days are the reader's.
pub(super) fn wanted(visitor: &Visitor<'_>) -> Result<AuditFilter, Trouble> {
    let given = |name| Some(part(&visitor.params, name).to_owned()).filter(|text| !text.is_empty());
    let day = |name: &'static str| -> Result<Option<Timestamp>, OpError> {
        let wrong = || OpError::invalid(name, Problem::Day);
        given(name).map(|text| begins(visitor, &text).ok_or_else(wrong)).transpose()
    };
    let the_day_after = |at: Timestamp| Timestamp::from_seconds(at.seconds().saturating_add(DAY));
    Ok(AuditFilter {
        kind: given("kind"),
        account: given("account").as_deref().map(AccountId::received),
        client_id: given("client"),
        actor: given("actor"),
        reference: given("reference"),
        address: given("address"),
        from: day("from")?,
        until: day("until")?.map(the_day_after),
    })
}

/// When a day begins for the reader.
fn begins(visitor: &Visitor<'_>, day: &str) -> Option<Timestamp> {
    let ahead = cookies::minutes_ahead(visitor.request).saturating_mul(60);
    let utc = Timestamp::parse(&format!("{day}T00:00:00Z"))?;
    Some(Timestamp::from_seconds(utc.seconds().saturating_sub(ahead)))
}

/// Where a page of the same lines is, or the lines in another form.
fn address(path: &'static str, params: &Params, after: Option<&str>) -> String {
    let given =
        NAMES.iter().map(|name| (*name, part(params, name))).chain(after.map(|after| ("after", after)));
    let pairs: Vec<_> =
        given.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.to_owned())).collect();
    if pairs.is_empty() { path.to_owned() } else { urls::with_query(path, &pairs) }
}

/// The lines that have this in common.
fn lines_with(name: &'static str, value: &str) -> Option<String> {
    Some(urls::with_query(urls::CONSOLE_AUDIT, &[(name, value.to_owned())]))
}

fn row(visitor: &Visitor<'_>, line: &AuditRow, people: &BTreeMap<String, String>) -> LogRow {
    let words = &visitor.locale.words().console;
    let person = |id: &str| LogLink {
        text: people.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        href: people
            .contains_key(id)
            .then(|| urls::about_account(urls::CONSOLE_ACCOUNT, &AccountId::received(id))),
    };
    let whom = match (&line.account_id, &line.identity) {
        (Some(id), _) => Some(person(id.as_str())),
        (None, identity) => identity.clone().map(|text| LogLink { text, href: None }),
    };
    let actor = line.actor.as_deref().map(|actor| match people.contains_key(actor) {
        true => person(actor),
        false => LogLink { text: visitor.called(actor, people), href: lines_with("actor", actor) },
    });
    let application = line.client_id.as_ref().map(|id| LogLink {
        text: id.clone(),
        href: visitor.may(Permission::ReadClients).then(|| urls::about_client(urls::CONSOLE_CLIENT, id)),
    });
    LogRow {
        at: When(line.at),
        event: words.events.name(&line.kind).to_owned(),
        kind: line.kind.clone(),
        application,
        whom,
        actor,
        reason: reason(visitor, line),
        address: line
            .address
            .as_ref()
            .map(|text| LogLink { text: text.clone(), href: lines_with("address", text) }),
        reference: line
            .reference
            .as_ref()
            .map(|text| LogLink { text: text.clone(), href: lines_with("reference", text) }),
        identity: line.identity.clone(),
        id: line.id.to_string(),
        changes: line.change.as_deref().map(changes).unwrap_or_default(),
    }
}

/// Why it was done; of what larkgate itself does, in the reader's language.
pub(super) fn reason(visitor: &Visitor<'_>, line: &AuditRow) -> Option<String> {
    let words = &visitor.locale.words().console.home;
    let is_ours =
        [EventKind::LoginRefused, EventKind::AccountGone].iter().any(|kind| kind.as_str() == line.kind);
    let said = |text: &str| if is_ours { words.reason(text) } else { text.to_owned() };
    line.reason.as_deref().map(said)
}

/// What was changed, a line for each part that differs.
fn changes(json: &str) -> Vec<LogChange> {
    let Ok(change) = serde_json::from_str::<Value>(json) else { return Vec::new() };
    let side = |name| change.get(name).unwrap_or(&Value::Null);
    let (before, after) = (side("before"), side("after"));
    if !before.is_object() && !after.is_object() {
        return vec![LogChange { name: String::new(), before: shown(before), after: shown(after) }];
    }
    let parts = |side: &Value| side.as_object().cloned().unwrap_or_default();
    let (before, after) = (parts(before), parts(after));
    let mut names: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    let side = |of: &serde_json::Map<String, Value>, name: &str| of.get(name).cloned().unwrap_or(Value::Null);
    let differs = names.into_iter().filter(|name| side(&before, name) != side(&after, name));
    differs
        .map(|name| LogChange {
            before: shown(&side(&before, &name)),
            after: shown(&side(&after, &name)),
            name,
        })
        .collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_part_by_part() {
        let told = |json: &str| {
            let told =
                changes(json).into_iter().map(|one| format!("{}:{}>{}", one.name, one.before, one.after));
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(r#"{"before":"enabled","after":"disabled"}"#), ":enabled>disabled");
        assert_eq!(told(r#"{"before":null,"after":"admin"}"#), ":–>admin");
        let settings = r#"{"before":{"name":"Wiki","uris":["a"],"same":1},"after":{"name":"知识库","uris":["a","b"],"same":1}}"#;
        assert_eq!(told(settings), "name:Wiki>知识库 uris:a>a\nb");
        assert_eq!(told(r#"{"before":{"a":true},"after":null}"#), "a:true>–");
        assert_eq!(told("not JSON"), "");
    }
}
