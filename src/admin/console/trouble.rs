//! Why something was not done in the console, as a page in the reader's language.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{Answer, Visitor, clock};
use crate::admin::ops::{Conflict, Flaw, OpError, Problem};
use crate::store::StoreError;
use crate::views::Refusal;
use crate::views::console::{ConsoleWords, TroublePage, fill};
use crate::views::proxy_config::NoAddress;
use crate::web::page_error::{PageError, html};
use crate::web::params::ParamsError;
use crate::web::reference::Reference;

/// What kept a page of the console from being made.
pub(super) enum Trouble {
    /// A refusal like everywhere else.
    Page(PageError),
    /// What administration says.
    Op(OpError),
}

impl From<PageError> for Trouble {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Page(refusal.into())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Page(error.into())
    }
}

impl From<ParamsError> for Trouble {
    fn from(error: ParamsError) -> Self {
        Self::Page(error.into())
    }
}

impl From<OpError> for Trouble {
    fn from(error: OpError) -> Self {
        Self::Op(error)
    }
}

/// A refusal in words.
struct Said {
    status: StatusCode,
    title: &'static str,
    what: String,
    flaws: Vec<String>,
    todo: &'static str,
}

/// What a page comes to, or why there is none.
///
/// # Errors
/// As [`page`], and refusals like everywhere else.
pub(super) fn settle(visitor: &Visitor<'_>, answer: Answer) -> Result<HttpResponse, PageError> {
    match answer {
        Ok(response) => Ok(response),
        Err(Trouble::Page(error)) => Err(error),
        Err(Trouble::Op(error)) => page(visitor, error),
    }
}

/// The page for what administration says.
///
/// # Errors
/// When the database failed: that is said as everywhere else.
fn page(visitor: &Visitor<'_>, error: OpError) -> Result<HttpResponse, PageError> {
    let said = said(visitor, error)?;
    let (section, back) = visitor.nearest_section();
    let frame = visitor.frame(section);
    let page = TroublePage {
        frame: &frame,
        title: said.title,
        what: &said.what,
        flaws: &said.flaws,
        todo: said.todo,
        reference: &Reference::of(visitor.request),
        back,
    };
    Ok(html(&mut HttpResponse::build(said.status), visitor.locale, page.render()))
}

fn said(visitor: &Visitor<'_>, error: OpError) -> Result<Said, StoreError> {
    let console = &visitor.locale.words().console;
    let (words, terms) = (&console.errors, &console.terms);
    let none = Vec::new();
    Ok(match error {
        OpError::Store(error) => return Err(error),
        OpError::Forbidden(forbidden) => {
            let inserts = [
                ("{role}", terms.role(forbidden.role)),
                ("{permission}", terms.permission(forbidden.permission)),
            ];
            let what = fill(words.forbidden_what, &inserts);
            let (status, title) = (StatusCode::FORBIDDEN, words.forbidden);
            Said { status, title, what, flaws: none, todo: words.forbidden_todo }
        }
        OpError::NotFound { name, .. } => {
            let what = fill(words.not_found_what, &[("{name}", &name)]);
            let (status, title) = (StatusCode::NOT_FOUND, words.not_found);
            Said { status, title, what, flaws: none, todo: words.nothing_changed }
        }
        OpError::Invalid(flaws) => {
            let flaws = flaws.iter().map(|flaw| of_flaw(console, flaw)).collect();
            let (status, title) = (StatusCode::BAD_REQUEST, words.invalid);
            Said { status, title, what: words.invalid_what.to_owned(), flaws, todo: words.nothing_changed }
        }
        OpError::Conflict(conflict) => {
            let what = of_conflict(visitor, &conflict);
            let (status, title) = (StatusCode::CONFLICT, words.conflict);
            Said { status, title, what, flaws: none, todo: words.nothing_changed }
        }
    })
}

/// What is wrong with a field.
pub(super) fn of_flaw(console: &'static ConsoleWords, flaw: &Flaw) -> String {
    let (words, settings, access) = (&console.errors, &console.settings, &console.flaws);
    let field = ("{field}", words.field(flaw.field));
    match &flaw.problem {
        Problem::Missing => fill(words.missing, &[field]),
        Problem::TooLong { most } => fill(words.too_long, &[field, ("{most}", &most.to_string())]),
        Problem::Controls => fill(words.controls, &[field]),
        Problem::Days { most } => fill(words.days, &[field, ("{most}", &most.to_string())]),
        Problem::UpToDays { most } => fill(words.up_to_days, &[field, ("{most}", &most.to_string())]),
        Problem::ClientId => fill(words.other, &[field, ("{problem}", settings.client_id)]),
        Problem::Setting(problem) => fill(words.other, &[field, ("{problem}", &settings.problem(problem))]),
        Problem::Duration(found) => fill(words.duration, &[field, ("{found}", found)]),
        Problem::Address(found) => fill(words.ip_address, &[field, ("{found}", found)]),
        Problem::HostAndPort(found) => fill(words.host_and_port, &[field, ("{found}", found)]),
        Problem::NoAddress(NoAddress::Tls) => fill(words.other, &[field, ("{problem}", words.proxy_tls)]),
        Problem::NoAddress(NoAddress::SocketAlone) => fill(words.missing, &[field]),
        Problem::Place { most, .. } => fill(words.place, &[field, ("{most}", &most.to_string())]),
        Problem::Url(flaw) => fill(words.url, &[field, ("{problem}", words.request(*flaw))]),
        Problem::PeopleAndServices => access.people_and_services.to_owned(),
        Problem::Access(flaw) => access.say_where(flaw),
        Problem::Day => fill(words.day, &[field]),
        Problem::Connector => fill(words.other, &[field, ("{problem}", words.no_connector)]),
        Problem::OpenId => fill(words.other, &[field, ("{problem}", words.no_open_id)]),
        Problem::Role => fill(words.other, &[field, ("{problem}", words.no_such_role)]),
    }
}

/// Why something cannot be done.
pub(super) fn of_conflict(visitor: &Visitor<'_>, conflict: &Conflict) -> String {
    let console = &visitor.locale.words().console;
    let (words, terms) = (&console.errors, &console.terms);
    match conflict {
        Conflict::Ambiguous { name } => fill(words.ambiguous, &[("{name}", name)]),
        Conflict::OwnAccount => words.own_account.to_owned(),
        Conflict::Outranked { sub, role } => {
            fill(words.outranked, &[("{sub}", sub), ("{role}", terms.role(*role))])
        }
        Conflict::OwnRole => words.own_role.to_owned(),
        Conflict::LastOwner { sub } => fill(words.last_owner, &[("{sub}", sub)]),
        Conflict::ConfiguredOwner { sub } => fill(words.configured_owner, &[("{sub}", sub)]),
        Conflict::Unbound { sub } => fill(words.unbound, &[("{sub}", sub)]),
        Conflict::IdentityBound { sub } => fill(words.identity_bound, &[("{sub}", sub)]),
        Conflict::ConfiguredClient { id } => fill(words.configured_client, &[("{id}", id)]),
        Conflict::ClientExists { id } => fill(words.client_exists, &[("{id}", id)]),
        Conflict::ClientChanged { id } => fill(words.client_changed, &[("{id}", id)]),
        Conflict::NoSecret { id } => fill(words.no_secret, &[("{id}", id)]),
        Conflict::NoOldSecret { id } => fill(words.no_old_secret, &[("{id}", id)]),
        Conflict::Disabled { sub } => fill(words.disabled, &[("{sub}", sub)]),
        Conflict::ConfiguredApplication { id } => fill(words.configured_application, &[("{id}", id)]),
        Conflict::ApplicationExists { id } => fill(words.application_exists, &[("{id}", id)]),
        Conflict::ShadowedApplication { id } => fill(words.shadowed_application, &[("{id}", id)]),
        Conflict::UnreadableApplication { id } => fill(words.unreadable_application, &[("{id}", id)]),
        Conflict::UnwritableHost { id } => fill(words.unwritable_host, &[("{id}", id)]),
        Conflict::ApplicationsChanged => words.applications_changed.to_owned(),
        Conflict::KeysAhead { from } => fill(words.keys_ahead, &[("{from}", &clock::said(visitor, *from))]),
        Conflict::KeysRaced => words.keys_raced.to_owned(),
        Conflict::OnlyKey { algorithm } => fill(words.only_key, &[("{algorithm}", algorithm)]),
        Conflict::KeyNotSigningYet => words.key_not_signing_yet.to_owned(),
        Conflict::KeyRetired => words.key_retired.to_owned(),
        Conflict::NoRole { sub } => fill(words.no_role, &[("{sub}", sub)]),
    }
}
