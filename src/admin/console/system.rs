//! `/admin/system`: what runs, on what, how it was told to, and whether it is well.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::{Answer, Visitor, change, show};
use crate::admin::ops::system::{self, System};
use crate::app::App;
use crate::connectors::{UpstreamError, UpstreamErrorKind};
use crate::domain::admin::Permission;
use crate::views::When;
use crate::views::console::{CheckResult, ConnectorRow, Section, SystemFact, SystemPage, fill};
use crate::web::urls;

/// Shows it.
pub(super) async fn page(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| render(visitor, None).await).await
}

/// `POST /admin/system/connectors/{connector}/check`: asks the upstream, and shows what it answered.
pub(super) async fn check(
    request: HttpRequest,
    app: Data<App>,
    connector: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let outcome = system::check(&visitor.desk(), visitor.app, &connector).await?;
        render(visitor, Some((connector.as_str(), outcome))).await
    })
    .await
}

async fn render(visitor: &Visitor<'_>, checked: Option<(&str, Result<(), UpstreamError>)>) -> Answer {
    let state = system::state(&visitor.desk(), visitor.app).await?;
    let connectors: Vec<_> = visitor
        .app
        .connectors
        .iter()
        .map(|one| ConnectorRow {
            name: one.id().to_owned(),
            provider: visitor.locale.words().provider(one.brand()),
            check: visitor
                .may(Permission::CheckSystem)
                .then(|| urls::CONSOLE_CHECK_CONNECTOR.replace("{connector}", one.id())),
            result: checked
                .as_ref()
                .filter(|(id, _)| *id == one.id())
                .map(|(_, outcome)| result(visitor, outcome)),
        })
        .collect();
    let page = SystemPage {
        frame: &visitor.frame(Section::System),
        facts: &facts(visitor, &state),
        connectors: &connectors,
        notices: &state
            .notices
            .iter()
            .map(|one| SystemFact {
                name: one.client_id.clone(),
                value: format!("{} · {}", one.count, one.failure),
                at: Some(When(one.since)),
                is_ill: true,
            })
            .collect::<Vec<_>>(),
        options: &state.options,
    };
    Ok(visitor.html(page.render()))
}

fn facts(visitor: &Visitor<'_>, state: &System) -> Vec<SystemFact> {
    let words = &visitor.locale.words().console.system;
    let fact =
        |name: &str, value: String| SystemFact { name: name.to_owned(), value, at: None, is_ill: false };
    let mut facts = vec![
        fact(words.version, format!("larkgate {}", state.version)),
        SystemFact { at: Some(When(state.started)), ..fact(words.started, String::new()) },
        fact(words.database, state.database.kind.clone()),
        fact(words.size, size(state.database.size)),
        fact(words.migration, format!("{:04}", state.database.migration)),
        SystemFact {
            is_ill: !state.is_current,
            ..fact(words.feed, if state.is_current { words.feed_well } else { words.feed_ill }.to_owned())
        },
        SystemFact {
            at: state.swept_at.map(When),
            ..fact(words.swept, if state.swept_at.is_none() { words.not_yet } else { "" }.to_owned())
        },
    ];
    if let Some(forwarding) = &state.forwarding {
        let waits = state
            .waiting_since
            .filter(|since| since.plus(std::time::Duration::from_secs(60)) < visitor.app.now());
        let text = match waits {
            None => fill(words.forwarding_well, &[("{id}", forwarding.forwarded_to.as_str())]),
            Some(_) => words.forwarding_waits.to_owned(),
        };
        facts.push(SystemFact {
            at: waits.map(When),
            is_ill: waits.is_some(),
            ..fact(words.forwarding, text)
        });
    }
    facts
}

/// In the unit that fits.
fn size(bytes: i64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let unit = units.into_iter().find(|(_, unit)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    )
}

fn result(visitor: &Visitor<'_>, outcome: &Result<(), UpstreamError>) -> CheckResult {
    let words = &visitor.locale.words().console;
    let Err(error) = outcome else {
        return CheckResult {
            is_ill: false,
            text: words.system.check_well.to_owned(),
            todo: "",
            small: None,
        };
    };
    let todo = match error.kind {
        UpstreamErrorKind::RateLimited { .. } => words.system.todo_wait,
        UpstreamErrorKind::Unavailable => words.system.todo_network,
        UpstreamErrorKind::Malformed => words.system.todo_hosts,
        UpstreamErrorKind::Misconfigured
        | UpstreamErrorKind::CodeRejected
        | UpstreamErrorKind::Resigned
        | UpstreamErrorKind::Frozen
        | UpstreamErrorKind::NotActive
        | UpstreamErrorKind::OutsideAvailability
        | UpstreamErrorKind::OutsideContactRange
        | UpstreamErrorKind::TenantNotAllowed { .. } => words.system.todo_credentials,
    };
    let parts = [
        error.status.map(|status| format!("HTTP {status}")),
        error.code.map(|code| format!("code {code}")),
        error.log_id.as_ref().map(|id| format!("log id {id}")),
    ];
    let small = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    CheckResult {
        is_ill: true,
        text: fill(words.system.check_ill, &[("{problem}", &words.home.reason(error.kind.word()))]),
        todo,
        small: Some(small).filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_digit_more_than_people_need() {
        for (bytes, text) in
            [(0, "0 B"), (1_500, "1.5 kB"), (74_120_000, "74.1 MB"), (3_990_000_000, "3.9 GB")]
        {
            assert_eq!(size(bytes), text);
        }
    }
}
