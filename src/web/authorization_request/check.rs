//! What is wrong with an authorization request that somebody wonders about. Nothing is answered, followed or remembered.

use url::Url;

use super::{Refused, addressee, hint, parse};
use crate::app::App;
use crate::domain::auth_request::OidcRequest;
use crate::domain::client::Client;
use crate::views::Refusal;
use crate::web::authorization::AuthorizationError;
use crate::web::params::Params;
use crate::web::urls;

/// What came of looking at an address that an application sent a browser to.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is no address at all.
    Unreadable,
    /// It goes elsewhere than to the authorization endpoint, which is this.
    Elsewhere(String),
    /// It does not say which application asks, or says it twice.
    NoClient,
    /// It is another application's.
    OtherClient(String),
    /// It does not say where the answer goes, or says it twice.
    NoRedirectUri,
    /// The answer would go to this address, which is not registered.
    RedirectUri(String),
    /// It is answered by this error, with these words.
    Refused(AuthorizationError, &'static str),
    /// It is good, and asks for this.
    Good(Box<OidcRequest>),
}

/// Looks at `address`, which is to be a request of `client`.
pub fn check(app: &App, client: &Client, address: &str) -> Checked {
    let Ok(url) = Url::parse(address.trim()) else { return Checked::Unreadable };
    let endpoint = urls::absolute(app, urls::AUTHORIZE);
    let goes_there =
        Url::parse(&endpoint).is_ok_and(|ours| ours.origin() == url.origin() && ours.path() == url.path());
    if !goes_there {
        return Checked::Elsewhere(endpoint);
    }
    let params = Params::readable(url.query().unwrap_or_default().as_bytes());
    match params.once("client_id") {
        None => return Checked::NoClient,
        Some(id) if id != client.id => return Checked::OtherClient(id.to_owned()),
        Some(_) => {}
    }
    let addressee = match addressee(client, &params) {
        Ok(addressee) => addressee,
        Err(Refusal::BadRedirectUri) => {
            return Checked::RedirectUri(params.once("redirect_uri").unwrap_or_default().to_owned());
        }
        Err(_) => return Checked::NoRedirectUri,
    };
    match parse(&app.issuer, &params, client, &addressee, hint(app, &params, client)) {
        Ok((request, _wish)) => Checked::Good(Box::new(request)),
        Err(Refused(error, description)) => Checked::Refused(error, description),
    }
}
