//! `/admin/proxy-access`: applications behind reverse proxies, and one of them.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{Answer, Visitor, proxy_config, show};
use crate::admin::ops::applications::{self, Protected};
use crate::admin::ops::rules::Numbered;
use crate::admin::ops::service_tokens::{self, State};
use crate::app::App;
use crate::domain::access::{Flaw, ServiceToken};
use crate::domain::admin::Permission;
use crate::domain::client::Source;
use crate::views::When;
use crate::views::console::{
    Fact, ProtectedListPage, ProtectedPage, ProtectedRow, ProtectedWays, ProtectedWords, RuleRow, RuleTable,
    Section, ServiceTokenRow, fill, sentence,
};
use crate::web::urls;

/// Shows every one.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let listed = applications::list(&visitor.desk()).await?;
        let orphans =
            listed.orphans.iter().map(|flaw| format!("{}: {}", flaw.application, said(visitor, flaw)));
        let listen = &app.config.listen;
        let page = ProtectedListPage {
            frame: &visitor.frame(Section::Protected),
            rows: &listed.applications.iter().map(|one| row(visitor, one)).collect::<Vec<_>>(),
            orphans: &orphans.collect::<Vec<_>>(),
            nobody_asks: listen.trusted_proxies.is_empty() && listen.socket.is_none(),
            add: visitor.may(Permission::ChangeApplications).then_some(urls::CONSOLE_NEW_PROTECTED),
            explain: urls::CONSOLE_EXPLAIN,
        };
        Ok(visitor.html(page.render()))
    })
    .await
}

fn row(visitor: &Visitor<'_>, application: &Protected) -> ProtectedRow {
    ProtectedRow {
        href: urls::about_application(urls::CONSOLE_PROTECTED, &application.id),
        name: application.name.clone(),
        id: application.id.clone(),
        hosts: application.hosts.join(" "),
        rules: application.rules.len(),
        source: source(visitor, application.source),
        is_open: application.is_open,
        flaws: application.flaws.iter().map(|flaw| said(visitor, flaw)).collect(),
    }
}

/// Where something is written.
pub(super) fn source(visitor: &Visitor<'_>, source: Source) -> &'static str {
    let words = &visitor.locale.words().console.protected;
    match source {
        Source::Config => words.of_file,
        Source::Database => words.of_database,
    }
}

fn said(visitor: &Visitor<'_>, flaw: &Flaw) -> String {
    visitor.locale.words().console.flaws.say_where(flaw)
}

/// `GET /admin/proxy-access/{application}`.
pub(super) async fn page(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let application = applications::show(&visitor.desk(), &id).await?;
        let tokens = service_tokens::list(&visitor.desk(), Some(&application.id)).await?;
        render(visitor, &application, &tokens)
    })
    .await
}

fn render(visitor: &Visitor<'_>, application: &Protected, tokens: &[ServiceToken]) -> Answer {
    let words = &visitor.locale.words().console.protected;
    let may = visitor.may(Permission::ChangeApplications);
    let way = |pattern| urls::about_application(pattern, &application.id);
    let by_file = application.source == Source::Config;
    // Rules of one that the file has taken the place of are nobody's.
    let may_add = may && (by_file != application.is_stored);
    let ways = ProtectedWays {
        settings: (may && !by_file).then(|| way(urls::CONSOLE_PROTECTED_SETTINGS)),
        remove: (may && application.is_stored).then(|| way(urls::CONSOLE_REMOVE_PROTECTED)),
        add_rule: may_add.then(|| way(urls::CONSOLE_NEW_RULE)),
        add_token: may_add.then(|| way(urls::CONSOLE_SERVICE_TOKENS)),
    };
    let (facts, headers) = (facts(words, application), headers(words, application));
    let now = visitor.app.now();
    let page = ProtectedPage {
        frame: &visitor.frame(Section::Protected),
        name: &application.name,
        source: source(visitor, application.source),
        by_file,
        is_open: application.is_open,
        flaws: &application.flaws.iter().map(|flaw| said(visitor, flaw)).collect::<Vec<_>>(),
        facts: &as_facts(&facts),
        headers: &as_facts(&headers),
        rules: &table(visitor, &application.id, &application.rules, application.revision, may_add),
        tokens: &tokens
            .iter()
            .map(|token| token_row(visitor, token, State::of(token, now)))
            .collect::<Vec<_>>(),
        proxy: &proxy_config::form(visitor, application)?,
        ways: &ways,
        explain: &explain(application),
        list: urls::CONSOLE_PROTECTED_LIST,
    };
    Ok(visitor.html(page.render()))
}

/// A name, a text, and whether that is an identifier.
type Said = (&'static str, String, bool);

fn as_facts(said: &[Said]) -> Vec<Fact<'_>> {
    said.iter().map(|(name, value, is_id)| Fact { name, value, is_id: *is_id }).collect()
}

fn facts(words: &'static ProtectedWords, application: &Protected) -> Vec<Said> {
    let known = application.known.as_ref();
    let cookie = match known.and_then(|known| known.cookie_domain.as_ref()) {
        Some(domain) => fill(words.cookie_shared, &[("{domain}", domain.name())]),
        None => words.cookie_own.to_owned(),
    };
    let mut facts = vec![(words.id, application.id.clone(), true)];
    facts.extend(application.hosts.iter().map(|host| (words.hosts, host.clone(), true)));
    facts.extend(application.contact.iter().map(|contact| (words.contact, contact.clone(), false)));
    facts.push((words.cookie, cookie, false));
    facts
}

fn headers(words: &'static ProtectedWords, application: &Protected) -> Vec<Said> {
    let name = |field: &str| match field {
        "user" => words.user,
        "preferred_username" => words.username,
        "name" => words.person,
        "email" => words.email,
        "groups" => words.groups,
        "departments" => words.departments,
        _ => words.jwt,
    };
    let all = application.known.iter().flat_map(|known| known.headers.all());
    all.map(|(field, header)| (name(field), header.to_string(), true)).collect()
}

/// The rules, with the ways to change those of the database where somebody may.
pub(super) fn table(
    visitor: &Visitor<'_>,
    id: &str,
    rules: &[Numbered],
    revision: i64,
    may: bool,
) -> RuleTable {
    let console = &visitor.locale.words().console;
    let last = rules.iter().filter(|rule| rule.number.source == Source::Database).count();
    let rows = rules.iter().map(|rule| {
        let number = rule.number.number;
        let ours = may && rule.number.source == Source::Database;
        let way = |pattern| urls::about_rule(pattern, id, number);
        RuleRow {
            number,
            text: match &rule.draft {
                Some(draft) => sentence(&console.sentence, draft),
                None => rule.text.clone(),
            },
            source: source(visitor, rule.number.source),
            flaws: if rule.draft.is_none() { vec![console.rules.unreadable.to_owned()] } else { Vec::new() },
            is_this: false,
            edit: (ours && rule.draft.is_some()).then(|| way(urls::CONSOLE_RULE)),
            remove: ours.then(|| way(urls::CONSOLE_REMOVE_RULE)),
            mover: (ours && last > 1).then(|| way(urls::CONSOLE_MOVE_RULE)),
            up: number.checked_sub(1).filter(|up| *up > 0),
            down: (number < last).then(|| number.saturating_add(1)),
        }
    });
    RuleTable { rows: rows.collect(), has_ways: may && last > 0, revision }
}

fn token_row(visitor: &Visitor<'_>, token: &ServiceToken, state: State) -> ServiceTokenRow {
    let words = &visitor.locale.words().console.service_tokens;
    let may = visitor.may(Permission::ChangeApplications);
    ServiceTokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        state: match state {
            State::Good => words.good,
            State::Lapsed => words.lapsed,
            State::Revoked => words.revoked,
        },
        is_good: state == State::Good,
        expires: token.expires_at.map(When),
        last_used: token.last_used_at.map(When),
        revoke: (may && state != State::Revoked)
            .then(|| urls::about_service_token(&token.application, token.id.as_str())),
    }
}

/// The explainer, about the first host of an application.
fn explain(application: &Protected) -> String {
    let host = application.hosts.first().map(String::as_str).unwrap_or_default();
    urls::with_query(urls::CONSOLE_EXPLAIN, &[("url", format!("https://{host}/"))])
}
