//! `GET` and `POST /oauth2/authorize`: an application asks who somebody is (OpenID Connect Core §3.1.2).

use std::sync::Arc;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::app::App;
use crate::domain::auth_request::Purpose;
use crate::domain::client::Client;
use crate::views::Refusal;
use crate::web::authorization::{self, Addressee, Answer, AuthorizationError, redirect};
use crate::web::authorization_request::{self, Refused, hint, parse};
use crate::web::consent::Asked;
use crate::web::page_error::{PageError, page_or_error};
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;
use crate::web::{attempt, urls};

/// The request in the query.
pub(super) async fn get(request: HttpRequest, app: Data<App>) -> HttpResponse {
    page_or_error(&app, &request, async {
        authorize(&app, &request, &Params::readable_of_query(&request)).await
    })
    .await
}

/// The request in a form. A cross-site POST brings no `SameSite=Lax` cookie, so the browser comes again by GET.
pub(super) async fn post(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    page_or_error(&app, &request, async {
        let params = Params::readable_of_form(&request, payload).await?;
        // Whoever cannot be answered by redirect is told now, and so is whoever sent what a query cannot repeat.
        let (_client, addressee) = addressee(&app, &params).await?;
        if let Err(flaw) = params.refuse_flawed() {
            let answer = Answer::error(&app, addressee, AuthorizationError::InvalidRequest, flaw.text());
            return Ok(answer.send(&app, &request));
        }
        Ok(redirect(format!("{}?{}", urls::absolute(&app, urls::AUTHORIZE), params.encode())))
    })
    .await
}

async fn authorize(app: &App, request: &HttpRequest, params: &Params) -> Result<HttpResponse, PageError> {
    let (client, addressee) = addressee(app, params).await?;
    let refuse = |Refused(error, description)| {
        Ok(Answer::error(app, addressee.clone(), error, description).send(app, request))
    };
    let (mut oidc, wish) = match parse(&app.issuer, params, &client, &addressee, hint(app, params, &client)) {
        Ok(parsed) => parsed,
        Err(refused) => return refuse(refused),
    };
    let signed_in = SignedIn::of(app, request).await?;
    oidc.freshness = wish.freshness(signed_in.as_ref(), app.now());
    let Some(signed_in) = signed_in.filter(|signed_in| signed_in.will_do_for(app, &oidc)) else {
        if wish.prompt_none {
            return refuse(Refused(AuthorizationError::LoginRequired, "nobody is signed in who would do"));
        }
        return attempt::begin(app, request, Purpose::Oidc(Box::new(oidc)), urls::login).await;
    };
    let asked = Asked { request: &oidc, client: &client, since: None };
    match authorization::answer_for(app, request, &asked, &signed_in).await? {
        Some(answer) => Ok(answer),
        None if wish.prompt_none => {
            refuse(Refused(AuthorizationError::ConsentRequired, "the person has not consented to this"))
        }
        None => attempt::begin(app, request, Purpose::Oidc(Box::new(oidc)), urls::consent).await,
    }
}

/// Who asks, and where the answer may go. Until both are certain nothing is sent anywhere.
async fn addressee(app: &App, params: &Params) -> Result<(Arc<Client>, Addressee), PageError> {
    let client_id =
        params.once("client_id").ok_or(Refusal::BadRequest { what: "client_id is missing or repeated" })?;
    let client = app.registered_client(client_id).await?.ok_or(Refusal::UnknownClient)?;
    let addressee = authorization_request::addressee(&client, params)?;
    Ok((client, addressee))
}
