//! `/admin/roles`: who administers.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::question::Question;
use super::{Answer, Visitor, change, show};
use crate::admin::ops::roles::{self, Holder};
use crate::admin::ops::{OpError, Problem, accounts};
use crate::app::App;
use crate::domain::admin::{Permission, Role};
use crate::views::When;
use crate::views::console::{RoleRow, RolesPage, Section, fill};
use crate::web::urls;

/// Shows who has which role.
pub(super) async fn list(request: HttpRequest, app: Data<App>) -> HttpResponse {
    show(&app, &request, async |visitor| page(visitor).await).await
}

async fn page(visitor: &Visitor<'_>) -> Answer {
    let desk = visitor.desk();
    let (known, unknown_owners) = roles::owners_of_the_file(&desk).await?;
    let given = roles::list(&desk).await?;
    let by_file = known.into_iter().map(|person| (Holder { person, role: Role::Owner }, true));
    let by_file: Vec<_> = by_file.collect();
    // Whom the file names is an owner, whatever they were given.
    let is_named =
        |one: &Holder| by_file.iter().any(|(other, _)| other.person.account.id == one.person.account.id);
    let given: Vec<_> = given.into_iter().filter(|one| !is_named(one)).map(|one| (one, false)).collect();
    let rows: Vec<_> =
        by_file.iter().chain(&given).map(|(one, by_file)| row(visitor, one, *by_file)).collect();
    let page = RolesPage {
        frame: &visitor.frame(Section::Roles),
        rows: &rows,
        unknown_owners: &unknown_owners,
        grant: visitor.may(Permission::ChangeRoles).then_some(urls::CONSOLE_ROLES),
    };
    Ok(visitor.html(page.render()))
}

fn row(visitor: &Visitor<'_>, holder: &Holder, by_file: bool) -> RoleRow {
    let account = &holder.person.account;
    let may_revoke = visitor.may(Permission::ChangeRoles) && !by_file && !visitor.is(&account.id);
    RoleRow {
        href: urls::about_account(urls::CONSOLE_ACCOUNT, &account.id),
        name: account.display_name().to_owned(),
        sub: account.sub.clone(),
        role: holder.role,
        by_file,
        last_login: When(account.last_login_at),
        revoke: may_revoke.then(|| urls::about_account(urls::CONSOLE_REVOKE_ROLE, &account.id)),
    }
}

/// `POST /admin/roles`: gives somebody a role in place of what they had.
pub(super) async fn grant(request: HttpRequest, app: Data<App>, payload: Payload) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let wrong = || OpError::invalid("role", Problem::Role);
        let role = Role::parse(visitor.field("role")).ok_or_else(wrong)?;
        roles::grant(&visitor.desk(), visitor.field("account").trim(), role).await?;
        Ok(visitor.done(urls::CONSOLE_ROLES, "role-granted"))
    })
    .await
}

/// `GET /admin/roles/{account}/revoke`.
pub(super) async fn ask_revoke(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        visitor.require(Permission::ChangeRoles)?;
        let details = accounts::details(&visitor.desk(), &name).await?;
        let words = &visitor.locale.words().console;
        let account = &details.person.account;
        let role = details.role.map_or(words.frame.none, |role| words.terms.role(role));
        let question = Question {
            section: Section::Roles,
            title: &fill(words.roles.revoke_title, &[("{name}", account.display_name())]),
            what: &[fill(words.roles.revoke_what, &[("{role}", role)]), words.roles.revoke_tokens.to_owned()],
            inputs: &[],
            action: &urls::about_account(urls::CONSOLE_REVOKE_ROLE, &account.id),
            button: words.roles.revoke,
            is_loss: true,
            back: urls::CONSOLE_ROLES,
        };
        question.ask(visitor)
    })
    .await
}

/// `POST /admin/roles/{account}/revoke`.
pub(super) async fn revoke(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        roles::revoke(&visitor.desk(), &name, visitor.reason()?).await?;
        Ok(visitor.done(urls::CONSOLE_ROLES, "role-revoked"))
    })
    .await
}
