//! `GET` and `POST /oauth2/logout`: an application signs a person out (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The browser is sent back only to a registered address of the client that a valid `id_token_hint` names. Whoever has no
//! hint for the session at hand is asked first, so that no page on the web can sign people out. Other applications are told
//! through the back (`oidc/backchannel/`), or by the page that the browser then sees (Front-Channel Logout 1.0).

mod ended;

use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, REFRESH};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::account::{Account, BoundAccount};
use crate::domain::claims::IdTokenClaims;
use crate::domain::client::Client;
use crate::domain::session::Session;
use crate::store::StoreError;
use crate::views::{LogoutPage, Refusal, SignedOutPage};
use crate::web::authorization::redirect;
use crate::web::id_token;
use crate::web::page_error::{PageError, html, page_or_error};
use crate::web::params::Params;
use crate::web::{cookies, csrf, headers, language, limits, urls};

use ended::{Ended, end};

/// How many seconds the applications have to load in a browser without JavaScript, before it goes on.
const FRAMES_PATIENCE: u32 = 5;

/// What a logout request comes to.
struct Request {
    /// What the application knows of the session, if it proved that it knows something.
    hint: Option<IdTokenClaims>,
    /// The client that the hint was made for, as long as it is registered.
    client: Option<Arc<Client>>,
    /// Where the browser goes afterwards; only with a hint.
    next: Option<String>,
    /// Whether an address was asked for that will not be used, which is worth a question.
    doubtful: bool,
}

/// The session that may be ended.
struct AtHand {
    session: Session,
    person: BoundAccount,
    /// Whether its person is signed in.
    live: bool,
}

/// The request in the query.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_query(&request)?;
        log_out(&app, &request, &params).await
    })
    .await
}

/// The request in a form. A cross-site POST brings no `SameSite=Lax` cookie, so the browser comes again by GET.
pub(super) async fn post(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::of_form(&request, payload).await?;
        Ok(redirect(format!("{}?{}", urls::absolute(&app, urls::LOGOUT), params.encode())))
    })
    .await
}

/// The answer to our question.
pub(super) async fn confirm(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        limits::may_return(&app, &request)?;
        let params = Params::of_form(&request, payload).await?;
        let Some(at_hand) = at_hand(&app, &request).await? else {
            return signed_out_page(&app, &request, &Ended::default(), None);
        };
        if !csrf::was_shown_to(&app, &request, &at_hand.session.id, &params) {
            return question(&app, &request, &at_hand);
        }
        let ended = end(&app, &request, &at_hand.session, None).await?;
        signed_out_page(&app, &request, &ended, None)
    })
    .await
}

async fn log_out(app: &App, request: &HttpRequest, params: &Params) -> Result<HttpResponse, PageError> {
    params.refuse_repeated()?;
    let asked = parse(app, params).await?;
    let client = asked.hint.as_ref().map(|hint| hint.aud.as_str());
    let ended = match at_hand(app, request).await? {
        // The hint names this session, or at least this person (after a sign-in in another tab).
        Some(at_hand) if !asked.is_about(app, &at_hand.person.account) => {
            return question(app, request, &at_hand);
        }
        Some(at_hand) => end(app, request, &at_hand.session, client).await?,
        None => Ended::default(),
    };
    match asked.next {
        Some(next) if ended.frames.is_empty() => {
            let mut response = redirect(next);
            if let Some(cookie) = forgotten(app, request) {
                response.add_cookie(&cookie).map_err(|_invalid| Refusal::Internal)?;
            }
            Ok(response)
        }
        next => signed_out_page(app, request, &ended, next.as_deref()),
    }
}

/// The session that the browser has the cookie of. It may have lapsed unattended: then nobody is signed in here any more,
/// but perhaps still at the applications.
async fn at_hand(app: &App, request: &HttpRequest) -> Result<Option<AtHand>, StoreError> {
    let Some(token) = cookies::session_token(app, request) else { return Ok(None) };
    let found = app.store.read().await?.unended_session(&token.hash()).await?;
    Ok(found.map(|(session, person)| AtHand {
        live: session.expires_at > app.now() && session.last_used_at >= app.used_since(),
        session,
        person,
    }))
}

impl Request {
    /// Whether the application proved that it means this person, and asked for nothing that it may not have.
    fn is_about(&self, app: &App, account: &Account) -> bool {
        let sub = self.client.as_ref().map(|client| app.sub_of(client, account));
        !self.doubtful && self.hint.as_ref().is_some_and(|hint| Some(&hint.sub) == sub.as_ref())
    }
}

/// A hint that is not ours counts as none, and what goes with it as doubtful.
async fn parse(app: &App, params: &Params) -> Result<Request, PageError> {
    let claims = params.get("id_token_hint").and_then(|hint| id_token::read(app, hint));
    let hint = claims.filter(|claims| params.get("client_id").is_none_or(|id| id == claims.aud));
    let client = match &hint {
        Some(hint) => app.client(&hint.aud).await?,
        None => None,
    };
    let wanted = params.get("post_logout_redirect_uri");
    let allowed = wanted.filter(|uri| client.as_ref().is_some_and(|client| client.allows_logout_to(uri)));
    Ok(Request {
        client,
        next: allowed.map(|uri| with_state(uri, params.get("state"))),
        doubtful: wanted.is_some() && allowed.is_none(),
        hint,
    })
}

fn with_state(uri: &str, state: Option<&str>) -> String {
    match state {
        Some(state) => urls::with_query(uri, &[("state", state.to_owned())]),
        None => uri.to_owned(),
    }
}

/// Removes the cookie where one was sent. A cross-site POST sends none, and must not be able to remove one either.
fn forgotten(app: &App, request: &HttpRequest) -> Option<Cookie<'static>> {
    cookies::session_token(app, request).map(|_token| cookies::forget_session(app))
}

fn question(app: &App, request: &HttpRequest, at_hand: &AtHand) -> Result<HttpResponse, PageError> {
    let name = at_hand.person.account.profile.name.as_deref();
    let locale = language::of(request);
    let page = LogoutPage {
        locale,
        organization: &app.config.organization,
        person: name.filter(|_name| at_hand.live),
        action: urls::LOGOUT_CONFIRM,
        csrf: &app.seal.csrf_token(&at_hand.session.id),
    };
    Ok(html(&mut HttpResponse::Ok(), locale, page.render()))
}

/// Says what was ended, has the browser tell the applications that it must, and sends it on to `next`.
fn signed_out_page(
    app: &App,
    request: &HttpRequest,
    ended: &Ended,
    next: Option<&str>,
) -> Result<HttpResponse, PageError> {
    let locale = language::of(request);
    let brand = app.connectors.first().ok_or(Refusal::Internal)?.brand();
    let named = !(ended.told.is_empty() && ended.untold.is_empty());
    let page = SignedOutPage {
        locale,
        organization: &app.config.organization,
        told: &ended.told,
        untold: &ended.untold,
        kept: &locale.words().logged_out_kept(brand, named),
        frames: &ended.frames,
        next,
    };
    let mut response = HttpResponse::Ok();
    if let Some(cookie) = forgotten(app, request) {
        response.cookie(cookie);
    }
    if !ended.origins.is_empty() {
        let origins: Vec<_> = ended.origins.iter().map(String::as_str).collect();
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_frames(&origins)));
    }
    if let Some(next) = next {
        response.insert_header((REFRESH, format!("{FRAMES_PATIENCE}; url={next}")));
    }
    Ok(html(&mut response, locale, page.render()))
}
