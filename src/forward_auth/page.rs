//! Pages on applications' hosts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::access::{Application, Decision, Refused};
use crate::forward_auth::check::Checked;
use crate::views::{AccessPage, Action, Refusal, RefusalTexts, Trouble, refusal as refusal_texts, trouble};
use crate::web::language;
use crate::web::page_error::html;
use crate::web::reference::Reference;

/// What a page may say beside its words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct More<'a> {
    pub(super) application: Option<&'a Application>,
    pub(super) small_print: Option<&'a str>,
    pub(super) action: Option<Action<'a>>,
    pub(super) csrf: Option<&'a str>,
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
    let page = AccessPage {
        locale,
        organization: &app.config.organization,
        texts,
        contact: contact.or(app.config.contact.as_deref()),
        reference: &Reference::of(request),
        small_print: more.small_print,
        action: more.action,
        csrf: more.csrf,
    };
    html(&mut HttpResponse::build(status), locale, page.render())
}

/// The page for a request that may not pass; the small print is what the log says.
pub(super) fn forbidden(app: &App, request: &HttpRequest, checked: &Checked<'_>) -> HttpResponse {
    let name = checked.application.map(|application| application.name.as_str()).unwrap_or_default();
    let person = checked.found.as_ref().map(|found| found.person().display_name());
    let what = match (&checked.decision, person) {
        (Decision::Forbidden(Refused::Unreadable(_)), _) => Trouble::Unreadable,
        (Decision::Forbidden(refused), _) if refused.is_misconfigured() => Trouble::Misconfigured,
        (_, Some(person)) => Trouble::NotAllowed { application: name, person },
        (_, None) => Trouble::Closed { application: name },
    };
    let reason = checked.decision.reason();
    let small_print = match checked.application {
        Some(application) => format!("{}: {reason}", application.id),
        None => reason,
    };
    let more = More { application: checked.application, small_print: Some(&small_print), ..More::default() };
    show(app, request, StatusCode::FORBIDDEN, &what, more)
}

/// The page for a request to our own pages that did not come as it should.
pub(super) fn misplaced(app: &App, request: &HttpRequest, refused: Refused) -> HttpResponse {
    let decision = Decision::Forbidden(refused);
    tracing::warn!(
        reference = Reference::of(request),
        decision = decision.word(),
        reason = refused.reason(),
        "misplaced"
    );
    let checked = Checked { decision, original: None, application: None, found: None };
    forbidden(app, request, &checked)
}
