//! `GET /admin`: who came, who was refused and why, and what wants attention.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::Data;

use super::{Answer, Visitor, clock, show};
use crate::admin::Kept;
use crate::admin::ops::figures::{Figures, Series};
use crate::app::App;
use crate::connectors::Answered;
use crate::domain::admin::Permission;
use crate::domain::time::Timestamp;
use crate::store::StoreError;
use crate::views::console::{Column, Health, HealthLine, OverviewPage, Plot, Section, Share, fill};
use crate::views::{Refusal, When};
use crate::web::authorization::redirect;
use crate::web::{cookies, urls};

/// Shows figures; sends whoever may not see them to the first page that they may see.
pub(super) async fn page(request: HttpRequest, app: Data<App>, kept: Data<Kept>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        if visitor.may(Permission::ReadSystem) {
            return overview(visitor, &kept).await;
        }
        let first = visitor.first_section().ok_or(Refusal::NotFound)?;
        Ok(redirect(urls::absolute(visitor.app, first)))
    })
    .await
}

async fn overview(visitor: &Visitor<'_>, kept: &Kept) -> Answer {
    let ahead = cookies::minutes_ahead(visitor.request);
    let figures = kept.figures(&visitor.desk(), ahead).await?;
    let words = &visitor.locale.words().console.home;
    let hour = |at: Timestamp| clock::local(at, ahead).get(11..13).unwrap_or_default().to_owned();
    let day = |at: Timestamp| clock::local(at, ahead).get(5..10).unwrap_or_default().to_owned();
    let plot = |title: &str, period, series: &Series, label: &dyn Fn(Timestamp) -> String, every| Plot {
        title: title.to_owned(),
        period,
        counted: words.sign_ins,
        columns: columns(series, label),
        every,
    };
    let reasons = figures.reasons.iter().map(|(reason, count)| (words.reason(reason), *count));
    let page = OverviewPage {
        frame: &visitor.frame(Section::Home),
        people: figures.people,
        refused: figures.refused,
        plots: [
            plot(words.by_hour, words.hour, &figures.hours, &hour, 3),
            plot(words.by_day, words.day, &figures.days, &day, 5),
        ],
        zone: &clock::zone(ahead),
        reasons: &shares(reasons.collect()),
        applications: &shares(names(visitor, &figures.applications).await?),
        health: &health(visitor, &figures).await?,
    };
    Ok(visitor.html(page.render()))
}

fn columns(series: &Series, label: &dyn Fn(Timestamp) -> String) -> Vec<Column> {
    let begins = |position: usize| {
        series.from.plus(series.width.saturating_mul(u32::try_from(position).unwrap_or(u32::MAX)))
    };
    let column = |(position, value): (usize, &i64)| Column { label: label(begins(position)), value: *value };
    series.counts.iter().enumerate().map(column).collect()
}

fn shares(counted: Vec<(String, i64)>) -> Vec<Share> {
    let most = counted.iter().map(|(_, count)| *count).max().unwrap_or(1);
    counted.into_iter().map(|(name, count)| Share { name, count, most }).collect()
}

/// Applications by what people call them.
async fn names(visitor: &Visitor<'_>, counted: &[(String, i64)]) -> Result<Vec<(String, i64)>, StoreError> {
    let mut named = Vec::with_capacity(counted.len());
    for (id, count) in counted {
        named.push((name_of(visitor, id).await?, *count));
    }
    Ok(named)
}

async fn name_of(visitor: &Visitor<'_>, id: &str) -> Result<String, StoreError> {
    let protected = visitor.app.config.applications.iter().find(|application| application.id == id);
    Ok(match protected {
        Some(application) => application.name.clone(),
        None => visitor.app.client(id).await?.map_or_else(|| id.to_owned(), |client| client.name.clone()),
    })
}

async fn health(visitor: &Visitor<'_>, figures: &Figures) -> Result<Vec<HealthLine>, StoreError> {
    let words = visitor.locale.words();
    let home = &words.console.home;
    let mut lines = Vec::new();
    for connector in &visitor.app.connectors {
        let (state, text, at) = match visitor.app.health.of(connector.id()) {
            None => (Health::Unknown, home.untried.to_owned(), None),
            Some(Answered::Well(at)) => (Health::Well, home.well.to_owned(), Some(at)),
            Some(Answered::Ill(at, kind)) => {
                let problem = home.reason(kind.word());
                (Health::Ill, fill(home.ill, &[("{problem}", &problem)]), Some(at))
            }
        };
        let provider = words.provider(connector.brand());
        let is_only = visitor.app.connectors.len() == 1;
        let name = if is_only { provider.to_owned() } else { format!("{provider} ({})", connector.id()) };
        lines.push(HealthLine { name, state, text, at: at.map(When) });
    }
    lines.push(keys(visitor, figures));
    if figures.notices.is_empty() {
        let (state, text) = match figures.given_up {
            0 => (Health::Well, home.notices_well.to_owned()),
            count => (Health::Ill, fill(home.notices_given_up, &[("{count}", &count.to_string())])),
        };
        lines.push(HealthLine { name: home.notices.to_owned(), state, text, at: None });
    }
    for waiting in &figures.notices {
        let client = name_of(visitor, &waiting.client_id).await?;
        let count = waiting.count.to_string();
        let inserts = [("{count}", count.as_str()), ("{client}", &client), ("{failure}", &waiting.failure)];
        let text = fill(home.notices_wait, &inserts);
        let (name, at) = (home.notices.to_owned(), Some(When(waiting.since)));
        lines.push(HealthLine { name, state: Health::Ill, text, at });
    }
    Ok(lines)
}

/// Keys rotate by themselves; when they do not, somebody should look.
fn keys(visitor: &Visitor<'_>, figures: &Figures) -> HealthLine {
    let home = &visitor.locale.words().console.home;
    let due = figures.keys_due_at;
    let (state, text) = match due {
        None => (Health::Ill, home.keys_none),
        Some(due) if due <= visitor.app.now() => (Health::Ill, home.keys_overdue),
        Some(_) => (Health::Well, home.keys_rotate),
    };
    HealthLine { name: home.keys.to_owned(), state, text: text.to_owned(), at: due.map(When) }
}

#[cfg(test)]
mod tests {
    use crate::connectors::{Gone, UpstreamErrorKind};
    use crate::views::Locale;

    #[test]
    fn every_refusal_by_the_upstream_has_a_name() {
        let tenant =
            UpstreamErrorKind::TenantNotAllowed { tenant_key: String::new(), open_id: String::new() };
        let kinds = [
            UpstreamErrorKind::CodeRejected,
            UpstreamErrorKind::Resigned,
            UpstreamErrorKind::Frozen,
            UpstreamErrorKind::NotActive,
            UpstreamErrorKind::OutsideAvailability,
            UpstreamErrorKind::OutsideContactRange,
            tenant,
            UpstreamErrorKind::Misconfigured,
            UpstreamErrorKind::RateLimited { retry_after: None },
            UpstreamErrorKind::Unavailable,
            UpstreamErrorKind::Malformed,
        ];
        let gone = [Gone::Resigned, Gone::Exited, Gone::Frozen, Gone::NotActive];
        let words = &Locale::Zh.words().console.home;
        for word in kinds.iter().map(UpstreamErrorKind::word).chain(gone.iter().map(|gone| gone.word())) {
            assert!(!words.reason(word).is_ascii(), "{word}");
        }
        assert_eq!(words.reason("resigned (directory)"), "已离职（通讯录）");
        assert_eq!(words.reason("frozen (20029)"), "已冻结 (20029)");
    }
}
