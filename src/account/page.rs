//! `GET /account`: what larkgate knows of the person who asks.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::account::applications::{self, Application};
use crate::app::App;
use crate::config::Brand;
use crate::domain::auth_request::Purpose;
use crate::domain::session::Session;
use crate::store::{AuditRow, StoreError};
use crate::views::{
    AccountPage, AccountPaths, ActivityView, ApplicationView, Extent, Locale, ProfileView, SessionView, When,
    describe_device,
};
use crate::web::page_error::{html, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, cookies, language, urls};

/// How much of the recent past is shown.
const LATEST: i64 = 20;

const PATHS: AccountPaths = AccountPaths {
    end_session: urls::ACCOUNT_END_SESSION,
    end_all: urls::ACCOUNT_END_ALL,
    sign_out: urls::LOGOUT,
};

/// Shows it; whoever is not signed in does so first, and comes back here.
pub(super) async fn show(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        match SignedIn::of(&app, &request).await? {
            Some(signed_in) => Ok(page(&app, &request, &signed_in).await?),
            None => attempt::begin(&app, &request, Purpose::Account, urls::login).await,
        }
    })
    .await
}

async fn page(app: &App, request: &HttpRequest, signed_in: &SignedIn) -> Result<HttpResponse, StoreError> {
    let (locale, account) = (language::of(request), &signed_in.person().account);
    let brand = app.connector(&signed_in.person().binding.connector).map_or(Brand::Feishu, |c| c.brand());
    let provider = locale.words().provider(brand);
    let mut tx = app.store.read().await?;
    let sessions = tx.sessions_of(&account.id, app.now(), app.used_since()).await?;
    let activity = tx.activity_of(&account.id, LATEST).await?;
    drop(tx);
    let applications = applications::of(app, &account.id).await?;
    let page = AccountPage {
        locale,
        organization: &app.config.organization,
        notice: notice(request, locale),
        profile: ProfileView {
            name: account.display_name(),
            sub: &account.sub,
            email: account.profile.email.as_deref(),
            phone: account.profile.mobile.as_deref(),
            employee_no: account.profile.employee_no.as_deref(),
            provider,
            refreshed: When(account.updated_at),
        },
        sessions: &sessions.iter().map(|one| session(one, signed_in, provider)).collect::<Vec<_>>(),
        applications: &applications.iter().map(|one| application(one, locale, brand)).collect::<Vec<_>>(),
        activity: &happened(app, locale, activity).await?,
        paths: PATHS,
        csrf: &app.seal.csrf_token(&signed_in.session().id),
        switch_language: &format!("{}?lang={}", urls::ACCOUNT, locale.other().code()),
    };
    let mut response = HttpResponse::Ok();
    if let Some(chosen) = language::switched(request) {
        response.cookie(cookies::language(app, chosen));
    }
    Ok(html(&mut response, locale, page.render()))
}

/// What was just done, of which the address tells.
fn notice(request: &HttpRequest, locale: Locale) -> Option<&'static str> {
    let words = &locale.words().account;
    match Params::of_query(request).ok()?.get("done")? {
        "session-ended" => Some(words.session_ended),
        "withdrawn" => Some(words.withdrawn),
        _ => None,
    }
}

fn session(session: &Session, signed_in: &SignedIn, provider: &str) -> SessionView {
    SessionView {
        id: session.id.to_string(),
        is_this: session.id == signed_in.session().id,
        device: session.device.user_agent.as_deref().and_then(|agent| describe_device(agent, provider)),
        address: session.device.address.clone(),
        signed_in: When(session.auth_time),
        last_used: When(session.last_used_at),
    }
}

fn application(application: &Application, locale: Locale, brand: Brand) -> ApplicationView {
    let words = &locale.words().account;
    let has = &application.has;
    let extent = Extent { scope: &has.scope, claims: &has.claims, resources: &[] };
    let query =
        form_urlencoded::Serializer::new(String::new()).append_pair("application", &has.client_id).finish();
    ApplicationView {
        id: has.client_id.clone(),
        name: application.name().to_owned(),
        kind: match &application.client {
            Some(client) if client.third_party => words.third_party,
            Some(_) => words.first_party,
            None => words.gone,
        },
        may: extent.names(locale, brand).join(words.comma),
        since: When(has.since),
        withdraw: format!("{}?{query}", urls::ACCOUNT_WITHDRAW),
    }
}

async fn happened(app: &App, locale: Locale, rows: Vec<AuditRow>) -> Result<Vec<ActivityView>, StoreError> {
    let words = &locale.words().account;
    let mut activity = Vec::with_capacity(rows.len());
    for row in rows {
        let application = match row.client_id {
            Some(id) => Some(app.client(&id).await?.map_or(id, |client| client.name.clone())),
            None => None,
        };
        let what = match row.kind.as_str() {
            "login.succeeded" => words.login_succeeded,
            "application.entered" => words.application_entered,
            "consent.given" => words.consent_given,
            _ => words.login_refused,
        };
        activity.push(ActivityView { at: When(row.at), what, application, address: row.address });
    }
    Ok(activity)
}
