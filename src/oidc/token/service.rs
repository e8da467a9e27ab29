//! `grant_type=client_credentials` (RFC 6749 §4.4): an application asks in its own name. Nothing is written: the token
//! lives by its signature, and by the client's registration.

use crate::app::App;
use crate::domain::token::Opaque;
use crate::oidc::client_auth::VerifiedClient;
use crate::oidc::error::TokenError;
use crate::oidc::token::asked::Asked;
use crate::oidc::token::{OnBehalf, Proven};

/// What the client may have in its own name.
pub(super) fn prove(app: &App, client: &VerifiedClient, asked: Asked) -> Result<Proven, TokenError> {
    Ok(Proven {
        on_behalf: OnBehalf::Itself(asked.service_scope(client.client())?),
        resources: asked.into_resources(),
        refresh_token: None,
        issued_at: app.now(),
        token_id: Opaque::new(&*app.entropy).reveal().to_owned(),
    })
}
