//! A browser at a step of its sign-in attempt: the handle, whose attempt it is, and what it is for.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::app::App;
use crate::connectors::Via;
use crate::domain::auth_request::{AuthRequest, ForwardAuthRequest, OidcRequest, Purpose};
use crate::domain::client::Client;
use crate::domain::token::TokenHash;
use crate::views::Refusal;
use crate::web::consent::Asked;
use crate::web::page_error::PageError;
use crate::web::{cookies, limits};

/// Ends the `state` of a browser that went by the QR code.
const QR_SUFFIX: &str = ".qr";

/// The public name of an attempt, as it stands in our URLs and, with the way the browser went, in the upstream's
/// `state`. It opens nothing without the browser's cookie.
pub(super) struct Handle {
    text: String,
    via: Via,
}

impl Handle {
    /// From our own URL.
    pub(super) fn of_path(text: &str) -> Self {
        Self { text: text.to_owned(), via: Via::Link }
    }

    /// From the upstream's `state`.
    pub(super) fn of_state(state: &str) -> Self {
        match state.strip_suffix(QR_SUFFIX) {
            Some(text) => Self { text: text.to_owned(), via: Via::Qr },
            None => Self::of_path(state),
        }
    }

    /// The handle alone; also the `state` of the plain link.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The `state` of the QR code.
    pub(super) fn qr_state(&self) -> String {
        format!("{}{QR_SUFFIX}", self.text)
    }

    /// How the browser went.
    pub(super) fn via(&self) -> Via {
        self.via
    }
}

/// An attempt in the browser that began it.
pub(super) struct Visit {
    /// Its name.
    pub(super) handle: Handle,
    /// The attempt.
    pub(super) attempt: AuthRequest,
    /// What it is for.
    pub(super) goal: Goal,
}

/// What an attempt is for, as it can be had now.
pub(super) enum Goal {
    /// An answer to an application that is still registered, at an address that still is.
    Application(Box<OidcRequest>, Arc<Client>),
    /// The person's own page.
    Account,
    /// An application behind a reverse proxy that is still configured, with its name.
    Protected(Box<ForwardAuthRequest>, String),
    /// A page of the console, by path and query.
    Console(String),
}

impl Visit {
    /// The attempt, if it is this browser's, and what it is for.
    ///
    /// # Errors
    /// When there is none, or it belongs to another browser; both look the same from outside, and nobody may try them for
    /// long. When the application was removed meanwhile, or returns elsewhere now: a code must not go where nobody is
    /// registered any more.
    pub(super) async fn of_browser(
        app: &App,
        request: &HttpRequest,
        handle: Handle,
    ) -> Result<Self, PageError> {
        limits::may_return(app, request)?;
        let attempt = match cookies::attempt_secret(app, request, handle.as_str()) {
            Some(secret) => {
                let attempt = app.store.read().await?.auth_request(&TokenHash::of(handle.as_str())).await?;
                attempt.filter(|attempt| attempt.browser.matches(&secret.hash()))
            }
            None => None,
        };
        let Some(attempt) = attempt else {
            limits::forged(app, request);
            return Err(Refusal::AttemptUnknown.into());
        };
        let goal = match &attempt.purpose {
            Purpose::Account => Goal::Account,
            Purpose::Console { return_to } => Goal::Console(return_to.clone()),
            Purpose::ForwardAuth(wanted) => {
                let applications = app.applications().await?;
                let name =
                    applications.named(&wanted.application).ok_or(Refusal::UnknownClient)?.name.clone();
                Goal::Protected(wanted.clone(), name)
            }
            Purpose::Oidc(oidc) => {
                let client = app.registered_client(&oidc.client_id).await?.ok_or(Refusal::UnknownClient)?;
                if !client.allows_redirect_to(&oidc.redirect_uri) {
                    return Err(Refusal::BadRedirectUri.into());
                }
                Goal::Application(oidc.clone(), client)
            }
        };
        Ok(Self { handle, attempt, goal })
    }

    /// Refuses an attempt that took too long.
    ///
    /// # Errors
    /// When it did.
    pub(super) fn refuse_lapsed(&self, app: &App) -> Result<(), Refusal> {
        if self.attempt.expires_at <= app.now() { Err(Refusal::AttemptExpired) } else { Ok(()) }
    }

    /// `request` of `client`, which this attempt is for.
    pub(super) fn asked<'a>(&self, request: &'a OidcRequest, client: &'a Client) -> Asked<'a> {
        Asked { request, client, since: Some(self.attempt.created_at) }
    }
}
