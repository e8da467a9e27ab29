//! Pages on applications' hosts.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Application, Decision, Original, Refused};
use crate::forward_auth::check::Checked;
use crate::forward_auth::place::Misplaced;
use crate::views::{AccessPage, Action, Refusal, RefusalTexts, Trouble, refusal as refusal_texts, trouble};
use crate::web::page_error::html;
use crate::web::reference::Reference;
use crate::web::{headers, language};

/// What a page may say beside its words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct More<'a> {
    pub(super) application: Option<&'a Application>,
    pub(super) small_print: Option<&'a str>,
    pub(super) action: Option<Action<'a>>,
    pub(super) csrf: Option<&'a str>,
    pub(super) explain: Option<&'a str>,
}

/// The page for what a person cannot have, or is asked.
pub(super) fn show(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    what: &Trouble<'_>,
    more: More<'_>,
) -> HttpResponse {
    with_texts(app, request, status, &trouble(language::of(request), what), more)
}

/// The page for a refusal that any page of ours may come to.
pub(super) fn refusal(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    refusal: &Refusal,
) -> HttpResponse {
    with_texts(app, request, status, &refusal_texts(language::of(request), refusal), More::default())
}

fn with_texts(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    texts: &RefusalTexts,
    more: More<'_>,
) -> HttpResponse {
    let locale = language::of(request);
    let contact = more.application.and_then(|application| application.contact.as_deref());
    // Where the cookie comes from our own host, nothing on the application's leads to us.
    let elsewhere = more.application.is_some_and(|application| application.cookie_domain.is_some());
    let page = AccessPage {
        files_at: if elsewhere { &app.issuer } else { "" },
        locale,
        organization: &app.config.organization,
        texts,
        contact: contact.or(app.config.contact.as_deref()),
        reference: &Reference::of(request),
        small_print: more.small_print,
        action: more.action,
        csrf: more.csrf,
        explain: more.explain,
    };
    let mut response = HttpResponse::build(status);
    if elsewhere {
        response.insert_header((CONTENT_SECURITY_POLICY, headers::policy_with_files_of(&app.issuer)));
    }
    html(&mut response, locale, page.render())
}

/// The page for a request that may not pass; the small print is what the log says, and `explain` is where the console says more.
pub(super) fn forbidden(
    app: &App,
    request: &HttpRequest,
    checked: &Checked,
    explain: Option<&str>,
) -> HttpResponse {
    let name = checked.application.as_ref().map(|application| application.name.as_str()).unwrap_or_default();
    let person = checked.caller.name();
    let what = match (&checked.decision, person.as_deref()) {
        (Decision::Forbidden(Refused::Unreadable(_)), _) => Trouble::Unreadable,
        (Decision::Forbidden(refused), _) if refused.is_misconfigured() => Trouble::Misconfigured,
        (Decision::Forbidden(Refused::Unsure(_)), _) => Trouble::Unsure { application: name },
        (_, Some(person)) => Trouble::NotAllowed { application: name, person },
        (_, None) => Trouble::Closed { application: name },
    };
    let reason = checked.decision.reason();
    let small_print = match &checked.application {
        Some(application) => format!("{}: {reason}", application.id),
        None => reason,
    };
    let more = More {
        application: checked.application.as_deref(),
        small_print: Some(&small_print),
        explain,
        ..More::default()
    };
    show(app, request, StatusCode::FORBIDDEN, &what, more)
}

/// The page for whoever signs in again and again and is not heard of when they come back.
pub(super) fn looping(
    app: &App,
    request: &HttpRequest,
    application: &Application,
    wanted: &Original,
) -> HttpResponse {
    tracing::warn!(application = application.id, "signing in leads back to signing in");
    let what = Trouble::Loop { application: &application.name };
    let why = match application.cookie_domain {
        None => "the browser or the proxy keeps the cookie from larkgate",
        Some(_) => {
            "the browser or the proxy keeps the cookie from larkgate, or another host of the domain set one too"
        }
    };
    let action = Action { label: language::of(request).words().try_again, href: &wanted.url() };
    let more = More {
        application: Some(application),
        small_print: Some(why),
        action: Some(action),
        ..More::default()
    };
    show(app, request, StatusCode::BAD_REQUEST, &what, more)
}

/// The page for a request to our own pages that did not come as it should.
pub(super) fn misplaced(app: &App, request: &HttpRequest, misplaced: Misplaced) -> HttpResponse {
    let refused = match misplaced {
        Misplaced::Refused(refused) => refused,
        Misplaced::StoreDown(error) => {
            tracing::warn!(reference = Reference::of(request), cause = %error, "no page can be shown");
            return refusal(app, request, StatusCode::SERVICE_UNAVAILABLE, &Refusal::StoreDown);
        }
    };
    let decision = Decision::Forbidden(refused);
    tracing::warn!(
        reference = Reference::of(request),
        decision = decision.word(),
        reason = refused.reason(),
        "misplaced"
    );
    forbidden(app, request, &Checked::refused(refused, None), None)
}
