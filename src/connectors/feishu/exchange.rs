//! The one exchange of a code, in the four generations of Feishu's token endpoint. It is never repeated: a code whose
//! fate is unknown is lost, and the person starts again.

use super::api::{Accepted, Api};
use super::authorize::sends_pkce;
use super::errors::refuses_app_token;
use super::token_cache::AppTokens;
use super::user_info::Person;
use crate::config::{FeishuApi, Secret};
use crate::connectors::{Answer, UpstreamError, Via};

/// What a code was worth. No `Debug`: it holds a token.
pub(super) enum Granted {
    /// A token of the person's, for one question.
    Token(Secret),
    /// The person themselves; only the first generation says so at once.
    Person(Box<Person>),
}

/// Spends the code of `answer`.
pub(super) async fn exchange(
    api: &Api,
    app_token: &AppTokens,
    answer: &Answer<'_>,
) -> Result<Granted, UpstreamError> {
    match api.settings.api {
        FeishuApi::V3 => {
            let url = api.accounts("/oauth/v3/token");
            flat(&api.post_form(url, &with_client(api, answer)).await?)
        }
        FeishuApi::V2 => {
            let url = api.open("/open-apis/authen/v2/oauth/token");
            flat(&api.post_json(url, None, &with_client(api, answer)).await?)
        }
        FeishuApi::V1Oidc => {
            let path = "/open-apis/authen/v1/oidc/access_token";
            nested(&with_app_token(api, app_token, path, answer).await?)
        }
        FeishuApi::V1 => {
            let path = "/open-apis/authen/v1/access_token";
            with_profile(&with_app_token(api, app_token, path, answer).await?)
        }
    }
}

/// The fields of v3 and v2. The verifier only where the browser carried the challenge: v3 refuses one without.
fn with_client<'a>(api: &'a Api, answer: &Answer<'a>) -> Vec<(&'static str, &'a str)> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", api.settings.app_id.as_str()),
        ("client_secret", api.settings.app_secret.reveal()),
        ("code", answer.code),
        ("redirect_uri", answer.callback.as_str()),
    ];
    if answer.via == Via::Link && sends_pkce(api.settings.api) {
        fields.push(("code_verifier", answer.pkce_verifier));
    }
    fields
}

/// The request of both v1 generations. A refused app token is dropped, but the code is not sent again.
async fn with_app_token(
    api: &Api,
    app_token: &AppTokens,
    path: &str,
    answer: &Answer<'_>,
) -> Result<Accepted, UpstreamError> {
    let token = app_token.get(api).await?;
    let fields = [("grant_type", "authorization_code"), ("code", answer.code)];
    let outcome = api.post_json(api.open(path), Some(&token), &fields).await;
    if outcome.as_ref().is_err_and(|error| refuses_app_token(error.code)) {
        app_token.forget(&token).await;
    }
    outcome
}

fn flat(accepted: &Accepted) -> Result<Granted, UpstreamError> {
    accepted.token(accepted.flat(), "access_token").map(Granted::Token)
}

fn nested(accepted: &Accepted) -> Result<Granted, UpstreamError> {
    accepted.token(accepted.nested("data")?, "access_token").map(Granted::Token)
}

fn with_profile(accepted: &Accepted) -> Result<Granted, UpstreamError> {
    match Person::read(accepted.nested("data")?) {
        Some(person) => Ok(Granted::Person(Box::new(person))),
        None => nested(accepted),
    }
}
