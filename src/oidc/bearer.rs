//! Our own access tokens when they come back (RFC 6750, RFC 9068 §4).

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::claims::AccessTokenClaims;
use crate::domain::client::{Client, GrantType};
use crate::domain::grant::Grant;
use crate::domain::id::GrantId;
use crate::domain::scope::{Scope, ServiceScope};
use crate::store::StoreError;

/// `typ` of an access token (RFC 9068 §2.1): an ID token is none.
pub(super) const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// What a live access token stands for.
pub(super) struct Bearer {
    /// What it says itself.
    pub(super) claims: AccessTokenClaims<'static>,
    /// The client it was given to.
    pub(super) client: Arc<Client>,
    /// In whose name it is.
    pub(super) on_behalf: OnBehalf,
}

/// In whose name an access token is.
pub(super) enum OnBehalf {
    /// A person's.
    Person {
        /// The grant it came of.
        grant: Box<Grant>,
        /// The person.
        person: Box<BoundAccount>,
        /// What this token may see, which a refresh or the client's registration may have narrowed.
        scope: Scope,
    },
    /// The client's own, by the client credentials grant.
    Itself,
}

/// What a token belongs to; its `jti` begins with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// A person's grant.
    Grant(GrantId),
    /// The client itself.
    Client,
}

/// Begins the `jti` of a token in the client's own name; no grant's id does.
const CLIENT_JTI: &str = "client";

impl Owner {
    /// A `jti` that leads back here.
    pub(super) fn jti(&self, token_id: &str) -> String {
        match self {
            Self::Grant(grant) => format!("{grant}.{token_id}"),
            Self::Client => format!("{CLIENT_JTI}.{token_id}"),
        }
    }

    fn of_jti(jti: &str) -> Option<Self> {
        let (owner, _token_id) = jti.split_once('.')?;
        Some(if owner == CLIENT_JTI { Self::Client } else { Self::Grant(GrantId::received(owner)) })
    }
}

/// The token of the `Authorization` header; `Err` when there are several.
pub(super) fn of_header(request: &HttpRequest) -> Result<Option<&str>, ()> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (first, second) = (headers.next(), headers.next());
    if second.is_some() {
        return Err(());
    }
    let token = first.and_then(|value| value.to_str().ok()).and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    Ok(token)
}

/// What stands behind an access token: signed by us as one, not lapsed, not revoked, client registered, account enabled.
/// Whom it is for is the caller's to check.
///
/// # Errors
/// When the database fails: then the token is worth nothing.
pub(super) async fn verify(app: &App, token: &str) -> Result<Option<Bearer>, StoreError> {
    let Some(claims) = app.keys.verify::<AccessTokenClaims<'_>>(token, ACCESS_TOKEN_TYPE) else {
        return Ok(None);
    };
    if claims.iss != app.issuer || claims.exp <= app.now().seconds() {
        return Ok(None);
    }
    // A client that was taken out of the configuration file leaves no trace in the database.
    let Some(client) = app.client(&claims.client_id).await? else { return Ok(None) };
    let on_behalf = match Owner::of_jti(&claims.jti) {
        None => None,
        Some(Owner::Grant(grant)) => of_person(app, &claims, &client, &grant).await?,
        Some(Owner::Client) => of_itself(app, &claims, &client).await?,
    };
    Ok(on_behalf.map(|on_behalf| Bearer { claims, client, on_behalf }))
}

async fn of_person(
    app: &App,
    claims: &AccessTokenClaims<'_>,
    client: &Client,
    grant: &GrantId,
) -> Result<Option<OnBehalf>, StoreError> {
    let live = app.admitted(app.store.read().await?.live_grant(grant).await?);
    let scope = Scope::parse(&claims.scope).map(|scope| scope.within(&client.scope));
    Ok(live.zip(scope).map(|((grant, person), scope)| OnBehalf::Person {
        grant: Box::new(grant),
        person: Box::new(person),
        scope,
    }))
}

/// As long as the client may still ask for as much, and did not give it back.
async fn of_itself(
    app: &App,
    claims: &AccessTokenClaims<'_>,
    client: &Client,
) -> Result<Option<OnBehalf>, StoreError> {
    let scope = ServiceScope::parse(&claims.scope);
    let may = client.grant_types.has(GrantType::ClientCredentials)
        && scope.is_some_and(|scope| scope.is_subset_of(&client.service_scope));
    let live = may && !app.store.read().await?.is_token_revoked(&claims.jti).await?;
    Ok(live.then_some(OnBehalf::Itself))
}
