//! What is done about one account: each page asks first and says what will happen; a form then does it.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::question::Question;
use super::{Answer, Trouble, Visitor, change, show};
use crate::admin::ops::accounts::{self, Details};
use crate::admin::ops::{OpError, sessions};
use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::domain::id::SessionId;
use crate::views::console::{Section, fill};
use crate::web::urls;

/// `GET /admin/accounts/{account}/disable`.
pub(super) async fn ask_disable(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let words = &visitor.locale.words().console.account;
        let details = asked(visitor, Permission::ChangeAccounts, EventKind::AccountDisabled, &name).await?;
        let mut what =
            vec![with_counts(words.disable_1, &details), words.disable_2.into(), words.own_sessions.into()];
        what.extend(about_tokens(&details, words.disable_tokens));
        let question = Question {
            section: Section::Accounts,
            title: words.disable_title,
            what: &what,
            inputs: &[],
            is_loss: true,
            action: urls::CONSOLE_DISABLE,
            button: words.disable,
            back: "",
        };
        ask(visitor, &details.person, &question)
    })
    .await
}

/// `POST /admin/accounts/{account}/disable`.
pub(super) async fn disable(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let person = accounts::disable(&visitor.desk(), &name, visitor.reason()?).await?;
        Ok(visitor.done(&about(&person), "disabled"))
    })
    .await
}

/// `GET /admin/accounts/{account}/enable`.
pub(super) async fn ask_enable(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let words = &visitor.locale.words().console.account;
        let details = asked(visitor, Permission::ChangeAccounts, EventKind::AccountEnabled, &name).await?;
        let mut what = vec![words.enable_1.into()];
        what.extend(about_tokens(&details, words.enable_tokens));
        let question = Question {
            section: Section::Accounts,
            title: words.enable_title,
            what: &what,
            inputs: &[],
            is_loss: false,
            action: urls::CONSOLE_ENABLE,
            button: words.enable,
            back: "",
        };
        ask(visitor, &details.person, &question)
    })
    .await
}

/// `POST /admin/accounts/{account}/enable`.
pub(super) async fn enable(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let person = accounts::enable(&visitor.desk(), &name, visitor.field("reason")).await?;
        Ok(visitor.done(&about(&person), "enabled"))
    })
    .await
}

/// `GET /admin/accounts/{account}/end-sessions`.
pub(super) async fn ask_end_all(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let words = &visitor.locale.words().console.account;
        let details =
            asked(visitor, Permission::ChangeAccounts, EventKind::SessionsEndedByAdmin, &name).await?;
        let what =
            [with_counts(words.end_all_1, &details), words.end_all_2.into(), words.own_sessions.into()];
        let question = Question {
            section: Section::Accounts,
            title: words.end_all_title,
            what: &what,
            inputs: &[],
            is_loss: true,
            action: urls::CONSOLE_END_ALL,
            button: words.end_all,
            back: "",
        };
        ask(visitor, &details.person, &question)
    })
    .await
}

/// `POST /admin/accounts/{account}/end-sessions`.
pub(super) async fn end_all(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let person = accounts::end_sessions(&visitor.desk(), &name, visitor.reason()?).await?;
        Ok(visitor.done(&about(&person), "sessions-ended"))
    })
    .await
}

/// `POST /admin/accounts/{account}/end-session`: the one that the form names. It can be opened again by signing in, so
/// nobody is asked twice.
pub(super) async fn end_one(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let session = SessionId::received(visitor.field("session"));
        let person = sessions::end(&visitor.desk(), &name, &session, "").await?;
        Ok(visitor.done(&about(&person), "session-ended"))
    })
    .await
}

/// `POST /admin/accounts/{account}/note`.
pub(super) async fn note(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let person = accounts::note(&visitor.desk(), &name, visitor.field("note")).await?;
        Ok(visitor.done(&about(&person), "noted"))
    })
    .await
}

/// What is known of an account, for whoever may do this to it: the question is no way around the permission, and nobody
/// answers one in vain.
pub(super) async fn asked(
    visitor: &Visitor<'_>,
    permission: Permission,
    kind: EventKind,
    name: &str,
) -> Result<Details, Trouble> {
    visitor.require(permission)?;
    let details = accounts::details(&visitor.desk(), name).await?;
    accounts::may_change(&visitor.desk(), &details.person, details.role, kind).map_err(OpError::from)?;
    Ok(details)
}

pub(super) fn with_counts(text: &str, details: &Details) -> String {
    let (sessions, applications) =
        (details.sessions.len().to_string(), details.applications.len().to_string());
    fill(text, &[("{sessions}", &sessions), ("{applications}", &applications)])
}

/// What happens to API tokens, which nobody has made who has no role.
pub(super) fn about_tokens(details: &Details, text: &str) -> Option<String> {
    details.role.map(|_role| text.to_owned())
}

pub(super) fn about(person: &BoundAccount) -> String {
    urls::about_account(urls::CONSOLE_ACCOUNT, &person.account.id)
}

/// Asks about one account; `{name}` of the title is whose it is.
pub(super) fn ask(visitor: &Visitor<'_>, person: &BoundAccount, question: &Question<'_>) -> Answer {
    let question = Question {
        title: &fill(question.title, &[("{name}", person.account.display_name())]),
        action: &urls::about_account(question.action, &person.account.id),
        back: &about(person),
        ..*question
    };
    question.ask(visitor)
}
