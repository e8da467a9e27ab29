//! `/admin/tokens`: what programs administer larkgate with.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::question::Question;
use super::{Answer, Visitor, change, show};
use crate::admin::api;
use crate::admin::ops::{self, OpError, Problem, tokens};
use crate::app::App;
use crate::domain::admin::{ApiToken, Permission, Role};
use crate::domain::id::ApiTokenId;
use crate::views::When;
use crate::views::console::{Section, TokenMadePage, TokenRow, TokensPage, fill};
use crate::web::urls;

/// Shows every token.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let all = tokens::list(&visitor.desk()).await?;
    let makers = tokens::makers(&visitor.desk(), &all).await?;
    let rows: Vec<_> = all.iter().map(|token| row(visitor, token, &makers)).collect();
    let page = TokensPage {
        frame: &visitor.frame(Section::Tokens),
        rows: &rows,
        api: api::ROOT,
        add: visitor.may(Permission::ChangeRoles).then_some(urls::CONSOLE_TOKENS),
        days: (tokens::MOST_DAYS, tokens::USUAL_DAYS),
    };
    Ok(visitor.html(page.render()))
}

fn row(visitor: &Visitor<'_>, token: &ApiToken, makers: &BTreeMap<String, String>) -> TokenRow {
    let may_revoke = visitor.may(Permission::ChangeRoles);
    TokenRow {
        id: token.id.to_string(),
        name: token.name.clone(),
        role: token.role,
        created_by: visitor.called(&token.created_by, makers),
        expires: When(token.expires_at),
        is_lapsed: token.expires_at <= visitor.app.now(),
        last_used: token.last_used_at.map(When),
        revoke: may_revoke.then(|| revoke_path(&token.id)),
    }
}

fn revoke_path(id: &ApiTokenId) -> String {
    urls::CONSOLE_REVOKE_TOKEN.replace("{token}", id.as_str())
}

/// `POST /admin/tokens`: makes one and shows its value, which no address and no later page has.
pub(super) async fn add(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let wrong = || OpError::invalid("role", Problem::Role);
        let role = Role::parse(visitor.field("role")).ok_or_else(wrong)?;
        let days = visitor.field("days").trim().parse().ok().filter(|days| *days <= tokens::MOST_DAYS);
        let days = days.ok_or_else(|| OpError::invalid("days", Problem::Days { most: tokens::MOST_DAYS }))?;
        let desk = visitor.desk();
        let (token, value) = tokens::add(&desk, visitor.field("name"), role, ops::days(days)).await?;
        let page = TokenMadePage {
            frame: &visitor.frame(Section::Tokens),
            name: &token.name,
            value: value.reveal(),
            expires: When(token.expires_at),
            list: urls::CONSOLE_TOKENS,
        };
        Ok(visitor.html(page.render()))
    })
    .await
}

/// `GET /admin/tokens/{token}/revoke`.
pub(super) async fn ask_revoke(request: HttpRequest, app: Data<App>, id: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeRoles)?;
        let all = tokens::list(&visitor.desk()).await?;
        let not_found = || OpError::NotFound { what: "token", name: id.to_string() };
        let token = all.iter().find(|token| token.id.as_str() == id.as_str()).ok_or_else(not_found)?;
        let words = &visitor.locale.words().console.tokens;
        let question = Question {
            section: Section::Tokens,
            title: &fill(words.revoke_title, &[("{name}", &token.name)]),
            what: &[words.revoke_what.to_owned()],
            inputs: &[],
            action: &revoke_path(&token.id),
            button: words.revoke,
            is_loss: true,
            back: urls::CONSOLE_TOKENS,
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/tokens/{token}/revoke`.
pub(super) async fn revoke(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        tokens::revoke(&visitor.desk(), &ApiTokenId::received(&id), visitor.reason()?).await?;
        Ok(visitor.done(urls::CONSOLE_TOKENS, "token-revoked"))
    })
    .await
}
