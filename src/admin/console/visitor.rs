//! Somebody with a role who looks at a page of the console, or sends one of its forms.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use super::Answer;
use super::trouble;
use crate::admin::AdminCaller;
use crate::admin::ops::{Desk, OpError, Problem};
use crate::app::App;
use crate::domain::admin::{Permission, Role};
use crate::domain::auth_request::Purpose;
use crate::domain::id::AccountId;
use crate::views::console::{Frame, NavItem, Section, fill};
use crate::views::{Locale, Refusal, RenderError};
use crate::web::authorization::redirect;
use crate::web::page_error::{self, PageError, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, cookies, csrf, language, limits, text, urls};

/// Every part of the console: where it is, and what it takes to see it.
const SECTIONS: [(Section, &str, Permission); 10] = [
    (Section::Home, urls::CONSOLE, Permission::ReadSystem),
    (Section::Accounts, urls::CONSOLE_ACCOUNTS, Permission::ReadAccounts),
    (Section::Clients, urls::CONSOLE_CLIENTS, Permission::ReadClients),
    (Section::Protected, urls::CONSOLE_PROTECTED_LIST, Permission::ReadApplications),
    (Section::Explain, urls::CONSOLE_EXPLAIN, Permission::ReadApplications),
    (Section::Keys, urls::CONSOLE_KEYS, Permission::ReadKeys),
    (Section::Audit, urls::CONSOLE_AUDIT, Permission::ReadAudit),
    (Section::Roles, urls::CONSOLE_ROLES, Permission::ReadRoles),
    (Section::Tokens, urls::CONSOLE_TOKENS, Permission::ReadRoles),
    (Section::System, urls::CONSOLE_SYSTEM, Permission::ReadSystem),
];

/// The longest path and query that somebody comes back to.
const LONGEST_RETURN: usize = 2000;

/// Somebody with a role, and what they sent.
pub(super) struct Visitor<'a> {
    /// The composition.
    pub(super) app: &'a App,
    /// What they sent.
    pub(super) request: &'a HttpRequest,
    /// The query of a page, or the fields of a form.
    pub(super) params: Params,
    /// The language to answer in.
    pub(super) locale: Locale,
    /// Where they are signed in.
    pub(super) signed_in: SignedIn,
    admin: AdminCaller,
}

/// Answers with the page that `work` makes for somebody with a role. Whoever is not signed in does so first, and comes
/// back to this very address.
pub(super) async fn show(
    app: &App,
    request: &HttpRequest,
    work: impl AsyncFnOnce(&Visitor<'_>) -> Answer,
) -> HttpResponse {
    page_or_error(app, request, async {
        text::is_path(request)?;
        let params = Params::of_query(request)?;
        let Some(signed_in) = SignedIn::for_console(app, request).await? else {
            return attempt::begin(app, request, purpose(request), urls::login).await;
        };
        let visitor = Visitor::with(app, request, signed_in, params).await?;
        trouble::settle(&visitor, work(&visitor).await)
    })
    .await
}

/// Answers with what `work` makes of a form that was shown to the session that sends it. Whoever is not signed in any
/// more begins anew, and nothing is done.
pub(super) async fn change(
    app: &App,
    request: &HttpRequest,
    payload: Payload,
    work: impl AsyncFnOnce(&Visitor<'_>) -> Answer,
) -> HttpResponse {
    page_or_error(app, request, async {
        text::is_path(request)?;
        limits::may_return(app, request)?;
        let params = Params::of_form_with_lines(request, payload).await?;
        let Some(signed_in) = SignedIn::for_console(app, request).await? else {
            return Ok(redirect(urls::absolute(app, urls::CONSOLE)));
        };
        if !csrf::was_shown_to(app, request, &signed_in.session().id, &params) {
            return Err(Refusal::StaleForm.into());
        }
        let visitor = Visitor::with(app, request, signed_in, params).await?;
        trouble::settle(&visitor, work(&visitor).await)
    })
    .await
}

/// To come back to the page that was asked for.
fn purpose(request: &HttpRequest) -> Purpose {
    let asked = request.uri().path_and_query().map_or(urls::CONSOLE, |asked| asked.as_str());
    // Anybody can ask, and it is written down; no filter is so long.
    let asked = if asked.len() > LONGEST_RETURN { urls::CONSOLE } else { asked };
    Purpose::Console { return_to: asked.to_owned() }
}

impl<'a> Visitor<'a> {
    async fn with(
        app: &'a App,
        request: &'a HttpRequest,
        signed_in: SignedIn,
        params: Params,
    ) -> Result<Self, PageError> {
        let Some(admin) = AdminCaller::signed_in(app, request, &signed_in).await? else {
            let person = signed_in.person().account.display_name().to_owned();
            return Err(Refusal::NoRole { person }.into());
        };
        Ok(Self { app, request, params, locale: language::of(request), signed_in, admin })
    }

    /// Where they act.
    pub(super) fn desk(&self) -> Desk<'_> {
        self.admin.desk(self.app)
    }

    /// What they are.
    pub(super) fn role(&self) -> Role {
        self.admin.role()
    }

    /// Whether their role allows this; the desk asks once more.
    pub(super) fn may(&self, permission: Permission) -> bool {
        self.role().may(permission)
    }

    /// Refuses whoever may not do what a page asks about: the question is no way around the permission.
    pub(super) fn require(&self, permission: Permission) -> Result<(), OpError> {
        Ok(self.desk().actor.require(permission)?)
    }

    /// Who they are, for exports that go on after this.
    pub(super) fn admin(&self) -> &AdminCaller {
        &self.admin
    }

    /// Whether it is their own account.
    pub(super) fn is(&self, account: &AccountId) -> bool {
        self.signed_in.person().account.id == *account
    }

    /// What to call whoever did something, by how the audit log has them; `names` are those of people.
    pub(super) fn called(&self, actor: &str, names: &BTreeMap<String, String>) -> String {
        let words = &self.locale.words().console.terms;
        match (names.get(actor), actor.strip_prefix("command line: ")) {
            (Some(name), _) => name.clone(),
            (None, Some(user)) => fill(words.command_line, &[("{name}", user)]),
            (None, None) => actor.to_owned(),
        }
    }

    /// A field of the form, or nothing where it is not given exactly once. What is not asked for by name is not read.
    pub(super) fn field(&self, name: &str) -> &str {
        self.params.once(name).unwrap_or_default()
    }

    /// Why they do it, which they must say.
    pub(super) fn reason(&self) -> Result<&str, OpError> {
        let reason = self.field("reason");
        if reason.trim().is_empty() { Err(OpError::invalid("reason", Problem::Missing)) } else { Ok(reason) }
    }

    /// To a page that says what was done. Whoever was to be told of ended sessions is told now.
    pub(super) fn done(&self, path: &str, what: &'static str) -> HttpResponse {
        self.app.notices.notify_one();
        redirect(urls::with_done(self.app, path, what))
    }

    /// The parts of the console that they may see, and where each is.
    fn sections(&self) -> impl Iterator<Item = (Section, &'static str)> {
        let seen = SECTIONS.iter().filter(|(.., permission)| self.may(*permission));
        seen.map(|(section, href, _)| (*section, *href))
    }

    /// The first part of the console that they may see.
    pub(super) fn first_section(&self) -> Option<&'static str> {
        self.sections().next().map(|(_, href)| href)
    }

    /// The part of the console that was asked for, or else the first that they may see.
    pub(super) fn nearest_section(&self) -> (Section, &'static str) {
        let path = match self.request.path() {
            urls::CONSOLE_NEW_CLIENT => urls::CONSOLE_CLIENTS,
            urls::CONSOLE_NEW_PROTECTED => urls::CONSOLE_PROTECTED_LIST,
            urls::CONSOLE_ROTATE_KEYS => urls::CONSOLE_KEYS,
            path => path,
        };
        let asked =
            self.sections().filter(|(_, href)| path.starts_with(href)).max_by_key(|(_, href)| href.len());
        asked.or_else(|| self.sections().next()).unwrap_or((Section::Home, urls::CONSOLE))
    }

    /// What stands around a page of `here`.
    pub(super) fn frame(&self, here: Section) -> Frame<'_> {
        let words = &self.locale.words().console;
        Frame {
            locale: self.locale,
            organization: &self.app.config.organization,
            navigation: self
                .sections()
                .map(|(section, href)| NavItem { section, href, is_here: section == here })
                .collect(),
            person: self.signed_in.person().account.display_name(),
            role: self.role(),
            notice: self.params.get("done").and_then(|what| words.frame.done(what)),
            csrf: self.app.seal.csrf_token(&self.signed_in.session().id),
            // What answers a form has no address: a link would ask for another page, and lose a secret that is shown once.
            switch_language: (self.request.method() != Method::POST).then(|| self.in_other_language()),
            account: urls::ACCOUNT,
            sign_out: urls::LOGOUT,
        }
    }

    /// This page in the other language; what was just done is not said twice.
    fn in_other_language(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(self.request.query_string().as_bytes()) {
            if name != "lang" && name != "done" {
                query.append_pair(&name, &value);
            }
        }
        query.append_pair("lang", self.locale.other().code());
        format!("{}?{}", self.request.path(), query.finish())
    }

    /// A page, in the language that was chosen on it.
    pub(super) fn html(&self, page: Result<String, RenderError>) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(chosen) = language::switched(self.request) {
            response.cookie(cookies::language(self.app, chosen));
        }
        page_error::html(&mut response, self.locale, page)
    }
}
