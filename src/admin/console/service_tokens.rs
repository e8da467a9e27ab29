//! What services come to an application behind a proxy with.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::protected_changes::about;
use super::question::Question;
use super::{change, show};
use crate::admin::ops::{OpError, service_tokens};
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::id::ServiceTokenId;
use crate::views::When;
use crate::views::console::{Section, ServiceTokenMadePage, fill};
use crate::web::urls;

/// `POST /admin/proxy-access/{application}/tokens`: makes one and shows its value, which no address and no later
/// page has.
pub(super) async fn add(
    request: HttpRequest,
    app: Data<App>,
    id: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let lifetime = Some(visitor.field("expires").trim()).filter(|text| !text.is_empty());
        let made = service_tokens::add(&visitor.desk(), &id, visitor.field("name").trim(), lifetime).await?;
        let name = made.token.name.clone();
        let path = urls::about_application(urls::CONSOLE_NEW_RULE, &id);
        let add_rule = urls::with_query(&path, &[("effect", "allow".to_owned()), ("services", name)]);
        let page = ServiceTokenMadePage {
            frame: &visitor.frame(Section::Protected),
            name: &made.token.name,
            value: made.value.reveal(),
            expires: made.token.expires_at.map(When),
            add_rule: (!made.is_named).then_some(add_rule.as_str()),
            back: &about(&id),
        };
        Ok(visitor.html(page.render()))
    })
    .await
}

/// `GET /admin/proxy-access/{application}/tokens/{token}/revoke`.
pub(super) async fn ask_revoke(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeApplications)?;
        let (application, id) = (&path.0, &path.1);
        let all = service_tokens::list(&visitor.desk(), Some(application)).await?;
        let not_found = || OpError::NotFound { what: "token", name: id.clone() };
        let token = all.iter().find(|token| token.id.as_str() == id).ok_or_else(not_found)?;
        let words = &visitor.locale.words().console.service_tokens;
        let question = Question {
            section: Section::Protected,
            title: &fill(words.revoke_title, &[("{name}", &token.name)]),
            what: &[words.revoke_what.to_owned()],
            inputs: &[],
            is_loss: true,
            action: &urls::about_service_token(application, id),
            button: words.revoke,
            back: &about(application),
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/proxy-access/{application}/tokens/{token}/revoke`.
pub(super) async fn revoke(
    request: HttpRequest,
    app: Data<App>,
    path: Path<(String, String)>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let (application, id) = (&path.0, ServiceTokenId::received(&path.1));
        service_tokens::revoke(&visitor.desk(), Some(application), &id, visitor.reason()?).await?;
        Ok(visitor.done(&about(application), "token-revoked"))
    })
    .await
}
