//! `/figures`: who came, who was refused and why, and what wants attention.

use actix_web::get;
use actix_web::web::{Data, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::problem::Problem;
use super::system::FailingNotice;
use super::{Answer, Refusals};
use crate::admin::Kept;
use crate::admin::ops::figures::{Figures as Counted, Series as Periods};
use crate::app::App;
use crate::connectors::Answered;
use crate::domain::time::Timestamp;
use crate::web::cookies;

/// Whose hours and days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Reader {
    /// How many minutes the reader's clock is ahead of UTC, from -720 to 840.
    #[serde(default)]
    #[param(minimum = -720, maximum = 840)]
    minutes_ahead: i64,
}

/// What an overview says; counted anew once a minute.
#[derive(Debug, Serialize, ToSchema)]
struct Figures {
    /// Sign-ins in each of the last 24 hours.
    hours: Series,
    /// Sign-ins in each of the last 30 days.
    days: Series,
    /// How many people signed in.
    people: People,
    /// Refusals within a day.
    refused: i64,
    /// Why, within a week, the most frequent first.
    reasons: Vec<Share>,
    /// Applications that people came to within a day, by client_id or id, the most frequent first.
    applications: Vec<Share>,
    /// What connectors answered last to the process that answers this.
    connectors: Vec<ConnectorHealth>,
    /// Applications that do not take their logout notices.
    failing_notices: Vec<FailingNotice>,
    /// Logout notices that were given up within a day.
    notices_given_up: i64,
    /// When signing keys are due for rotation, which is done by itself; in the past when it was not.
    keys_due_at: Option<String>,
}

/// Counts over time, up to and with the present period.
#[derive(Debug, Serialize, ToSchema)]
struct Series {
    /// When the first period begins.
    from: String,
    /// How long each is.
    seconds: u64,
    /// How many in each.
    counts: Vec<i64>,
}

/// How many people signed in within a time.
#[derive(Debug, Serialize, ToSchema)]
struct People {
    day: i64,
    week: i64,
    /// 30 days.
    month: i64,
}

/// How often something was.
#[derive(Debug, Serialize, ToSchema)]
struct Share {
    name: String,
    count: i64,
}

/// What a connector's upstream answered last.
#[derive(Debug, Serialize, ToSchema)]
struct ConnectorHealth {
    /// The connector's name in the configuration.
    connector: String,
    /// unknown before anything was asked, well, or ill.
    state: &'static str,
    /// When.
    at: Option<String>,
    /// What was wrong, in a fixed word such as `misconfigured`, `rate_limited`, `unavailable`.
    problem: Option<&'static str>,
}

impl From<&Periods> for Series {
    fn from(series: &Periods) -> Self {
        Self { from: series.from.rfc3339(), seconds: series.width.as_secs(), counts: series.counts.clone() }
    }
}

impl Figures {
    fn of(counted: &Counted, app: &App) -> Self {
        let shares = |shares: &[(String, i64)]| {
            shares.iter().map(|(name, count)| Share { name: name.clone(), count: *count }).collect()
        };
        let [day, week, month] = counted.people;
        let connectors = app.connectors.iter().map(|connector| health(app, connector.id()));
        Self {
            hours: (&counted.hours).into(),
            days: (&counted.days).into(),
            people: People { day, week, month },
            refused: counted.refused,
            reasons: shares(&counted.reasons),
            applications: shares(&counted.applications),
            connectors: connectors.collect(),
            failing_notices: counted.notices.iter().map(FailingNotice::from).collect(),
            notices_given_up: counted.given_up,
            keys_due_at: counted.keys_due_at.map(Timestamp::rfc3339),
        }
    }
}

fn health(app: &App, connector: &str) -> ConnectorHealth {
    let (state, at, problem) = match app.health.of(connector) {
        None => ("unknown", None, None),
        Some(Answered::Well(at)) => ("well", Some(at), None),
        Some(Answered::Ill(at, kind)) => ("ill", Some(at), Some(kind.word())),
    };
    ConnectorHealth { connector: connector.to_owned(), state, at: at.map(Timestamp::rfc3339), problem }
}

/// Tells who came, who was refused and why, and what wants attention.
#[utoipa::path(tag = "system", security(("token" = ["system:read"])), params(Reader),
    responses((status = 200, body = Figures), Refusals))]
#[get("/figures")]
pub(super) async fn show(caller: Caller, kept: Data<Kept>, reader: Query<Reader>) -> Answer<Figures> {
    let minutes_ahead = reader.minutes_ahead;
    if !cookies::FARTHEST.contains(&minutes_ahead) {
        return Err(Problem::invalid("minutes_ahead: expected -720 to 840"));
    }
    let counted = kept.figures(&caller.desk(), minutes_ahead).await?;
    Ok(Json(Figures::of(&counted, caller.app())))
}
