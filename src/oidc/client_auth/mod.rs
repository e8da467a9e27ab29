//! Client authentication (RFC 6749 §2.3): by a secret in the header or the form, by a signed assertion, or not at all for
//! public clients.

mod assertion;
mod presented;

use std::sync::Arc;

use crate::app::App;
use crate::domain::client::{Client, Credentials};
use crate::domain::token::TokenHash;
use crate::oidc::client_auth::presented::Proof;
use crate::oidc::error::{TokenError, TokenErrorCode};
use crate::store::StoreError;

pub(super) use self::presented::Presented;

/// Proof that a request came from this client: made only by [`authenticate`].
#[derive(Debug, Clone)]
pub(super) struct VerifiedClient(Arc<Client>);

impl VerifiedClient {
    /// The client.
    pub(super) fn client(&self) -> &Client {
        &self.0
    }
}

/// Who sent a request that presented this, proven.
///
/// # Errors
/// `invalid_client` whatever was wrong with the proof, so that nobody learns which ids exist; `invalid_request` when two
/// methods are used at once.
pub(super) async fn authenticate(
    app: &App,
    presented: &Result<Presented<'_>, TokenError>,
) -> Result<VerifiedClient, TokenError> {
    let presented = presented.as_ref().map_err(|error| *error)?;
    let basic = matches!(presented.proof, Proof::Secret { basic: true, .. });
    let failed = || TokenError::new(TokenErrorCode::InvalidClient { basic }, "client authentication failed");
    let client = app.client(&presented.id).await?.ok_or_else(failed)?;
    let proven = proves(app, &client, &presented.proof).await?;
    if proven { Ok(VerifiedClient(client)) } else { Err(failed()) }
}

/// Whether the proof is the client's. A public client presents none, every other one its own kind.
async fn proves(app: &App, client: &Client, proof: &Proof<'_>) -> Result<bool, StoreError> {
    match (&client.credentials, proof) {
        (Credentials::None, Proof::None) => Ok(true),
        (Credentials::Secret(_), Proof::Secret { secret, .. }) => {
            Ok(client.has_secret(&TokenHash::of(secret), app.now()))
        }
        (Credentials::Jwks(_) | Credentials::JwksUri(_), Proof::Assertion(jwt)) => {
            Box::pin(assertion::proves(app, client, jwt)).await
        }
        (Credentials::None, Proof::Secret { .. } | Proof::Assertion(_))
        | (Credentials::Secret(_), Proof::None | Proof::Assertion(_))
        | (Credentials::Jwks(_) | Credentials::JwksUri(_), Proof::None | Proof::Secret { .. }) => Ok(false),
    }
}
