//! Authorization requests (OpenID Connect Core §3.1.2.1): what one says, for the endpoint that answers it and for whoever
//! wonders what is wrong with it.

mod check;
mod parse;
mod wish;

use crate::app::App;
use crate::domain::auth_request::ResponseMode;
use crate::domain::client::Client;
use crate::views::Refusal;
use crate::web::authorization::Addressee;
use crate::web::id_token;
use crate::web::params::Params;

pub use check::{Checked, check};
pub use parse::{Hint, Refused, parse};
pub use wish::Wish;

/// Where the answer to `client` may go. Until that is certain nothing is sent anywhere.
///
/// # Errors
/// When it does not say where, or the address is not registered.
pub fn addressee(client: &Client, params: &Params) -> Result<Addressee, Refusal> {
    let missing = Refusal::BadRequest { what: "redirect_uri is missing or repeated" };
    let redirect_uri = params.once("redirect_uri").ok_or(missing)?;
    if !client.allows_redirect_to(redirect_uri) {
        return Err(Refusal::BadRedirectUri);
    }
    let mode = match params.once("response_mode") {
        Some("form_post") => ResponseMode::FormPost,
        // Any other value is refused later, by redirect.
        _ => ResponseMode::Query,
    };
    let state = params.once("state").map(str::to_owned);
    Ok(Addressee { redirect_uri: redirect_uri.to_owned(), state, mode })
}

/// Whom `id_token_hint` names. It may have lapsed, but must be ours and this client's.
pub fn hint(app: &App, params: &Params, client: &Client) -> Hint {
    let Some(token) = params.get("id_token_hint") else { return Hint::Absent };
    match id_token::read(app, token).filter(|claims| claims.aud == client.id) {
        Some(claims) => Hint::Names(claims.sub),
        None => Hint::Nobody,
    }
}
