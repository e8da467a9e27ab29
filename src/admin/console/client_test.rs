//! `/admin/clients/{client}/test`: what an application would get of somebody, and what is wrong with a request of it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::{Answer, Visitor, change, show};
use crate::admin::ops::sign_in_tests::{self, Verdict};
use crate::app::App;
use crate::domain::access::Refused;
use crate::domain::auth_request::OidcRequest;
use crate::domain::client::Client;
use crate::views::console::{ClientTestPage, ClientWords, Section, fill};
use crate::web::authorization_request::Checked;
use crate::web::urls;

/// Shows what the application would get of the reader, or of whom `?account=` names.
pub(super) async fn page(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| render(visitor, &id, "").await).await
}

/// Says what is wrong with the address that was pasted; it is not followed.
pub(super) async fn check_address(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| render(visitor, &id, visitor.field("address")).await)
        .await
}

async fn render(visitor: &Visitor<'_>, id: &str, address: &str) -> Answer {
    let words = &visitor.locale.words().console.clients;
    let asked = visitor.params.once("account").map(str::trim).unwrap_or_default();
    let own = visitor.signed_in.person().account.id.as_str();
    let account = if asked.is_empty() { own } else { asked };
    let outcome = sign_in_tests::outcome(visitor.app, &visitor.desk(), id, account).await?;
    let (is_good, said) = match address {
        "" => (false, None),
        address => {
            let checked = sign_in_tests::check(visitor.app, &visitor.desk(), id, address).await?;
            (matches!(checked, Checked::Good(_)), Some(said(words, &outcome.client, &checked)))
        }
    };
    let page = ClientTestPage {
        frame: &visitor.frame(Section::Clients),
        name: &outcome.client.name,
        account: asked,
        person: outcome.person.account.display_name(),
        may: outcome.verdict == Verdict::May,
        verdict: &verdict(words, outcome.verdict),
        id_token: &pretty(&outcome.id_token),
        userinfo: &pretty(&outcome.userinfo),
        address,
        is_good,
        said: said.as_deref(),
        action: &urls::about_client(urls::CONSOLE_CLIENT_TEST, &outcome.client.id),
        back: &urls::about_client(urls::CONSOLE_CLIENT, &outcome.client.id),
    };
    Ok(visitor.html(page.render()))
}

fn verdict(words: &ClientWords, verdict: Verdict) -> String {
    match verdict {
        Verdict::May => words.test_may.to_owned(),
        Verdict::Disabled => words.test_disabled.to_owned(),
        Verdict::NotAdmitted => words.test_not_admitted.to_owned(),
        Verdict::Refused(Refused::Rule(rule)) => {
            fill(words.test_rule, &[("{number}", &rule.number.to_string())])
        }
        Verdict::Refused(Refused::Unsure(rule)) => {
            fill(words.test_unsure, &[("{number}", &rule.number.to_string())])
        }
        Verdict::Refused(_) => words.test_no_rule.to_owned(),
    }
}

fn pretty(claims: &impl Serialize) -> String {
    serde_json::to_string_pretty(claims).unwrap_or_default()
}

/// What came of looking at an address, in words.
fn said(words: &ClientWords, client: &Client, checked: &Checked) -> String {
    match checked {
        Checked::Unreadable => words.check_unreadable.to_owned(),
        Checked::Elsewhere(endpoint) => fill(words.check_elsewhere, &[("{endpoint}", endpoint)]),
        Checked::NoClient => words.check_no_client.to_owned(),
        Checked::OtherClient(id) => fill(words.check_other_client, &[("{found}", id), ("{id}", &client.id)]),
        Checked::NoRedirectUri => words.check_no_redirect_uri.to_owned(),
        Checked::RedirectUri(uri) => fill(words.check_redirect_uri, &[("{uri}", uri)]),
        Checked::Refused(error, description) => {
            fill(words.check_refused, &[("{error}", error.as_str()), ("{description}", description)])
        }
        Checked::Good(request) => good(words, request),
    }
}

fn good(words: &ClientWords, request: &OidcRequest) -> String {
    let pkce = if request.code_challenge.is_some() { words.yes } else { words.no };
    fill(
        words.check_good,
        &[("{scope}", &request.scope.to_string()), ("{pkce}", pkce), ("{uri}", &request.redirect_uri)],
    )
}
