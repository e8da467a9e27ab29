//! Which identity an account is bound to: unbound from it, or bound to another.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::account_changes::{about, about_tokens, ask, asked, with_counts};
use super::question::Question;
use super::{change, show};
use crate::admin::ops::bindings;
use crate::app::App;
use crate::domain::admin::Permission;
use crate::domain::audit::EventKind;
use crate::views::console::{Input, Section};
use crate::web::urls;

/// `GET /admin/accounts/{account}/unbind`.
pub(super) async fn ask_unbind(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let words = &visitor.locale.words().console.account;
        let details = asked(visitor, Permission::ChangeBindings, EventKind::AccountUnbound, &name).await?;
        let mut what =
            vec![with_counts(words.unbind_1, &details), words.unbind_2.into(), words.unbind_3.into()];
        what.extend(about_tokens(&details, words.lost_tokens));
        let question = Question {
            section: Section::Accounts,
            title: words.unbind_title,
            what: &what,
            inputs: &[],
            is_loss: true,
            action: urls::CONSOLE_UNBIND,
            button: words.unbind,
            back: "",
        };
        ask(visitor, &details.person, &question)
    })
    .await
}

/// `POST /admin/accounts/{account}/unbind`.
pub(super) async fn unbind(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let person = bindings::unbind(&visitor.desk(), &name, visitor.reason()?).await?;
        Ok(visitor.done(&about(&person), "unbound"))
    })
    .await
}

/// `GET /admin/accounts/{account}/rebind`.
pub(super) async fn ask_rebind(request: HttpRequest, app: Data<App>, name: Path<String>) -> HttpResponse {
    show(&app, &request, async |visitor| {
        let words = &visitor.locale.words().console.account;
        let details = asked(visitor, Permission::ChangeBindings, EventKind::AccountRebound, &name).await?;
        let mut what =
            vec![with_counts(words.rebind_1, &details), words.rebind_2.into(), words.rebind_3.into()];
        what.extend(about_tokens(&details, words.lost_tokens));
        let mut inputs = vec![Input { name: "open_id", label: "open_id", hint: words.open_id_hint }];
        let connectors = connectors(visitor.app);
        // With one connector there is nothing to choose.
        let hint = connectors.join(" / ");
        if connectors.len() > 1 {
            inputs.insert(0, Input { name: "connector", label: words.connector, hint: &hint });
        }
        let question = Question {
            section: Section::Accounts,
            title: words.rebind_title,
            what: &what,
            inputs: &inputs,
            is_loss: true,
            action: urls::CONSOLE_REBIND,
            button: words.rebind,
            back: "",
        };
        ask(visitor, &details.person, &question)
    })
    .await
}

/// `POST /admin/accounts/{account}/rebind`.
pub(super) async fn rebind(
    request: HttpRequest,
    app: Data<App>,
    name: Path<String>,
    payload: Payload,
) -> HttpResponse {
    change(&app, &request, payload, async |visitor| {
        let connector = match connectors(visitor.app)[..] {
            [only] => only,
            _ => visitor.field("connector").trim(),
        };
        let (open_id, reason) = (visitor.field("open_id").trim(), visitor.reason()?);
        let person = bindings::rebind(&visitor.desk(), &name, connector, open_id, reason).await?;
        Ok(visitor.done(&about(&person), "rebound"))
    })
    .await
}

fn connectors(app: &App) -> Vec<&str> {
    app.config.connectors.iter().map(|connector| connector.id.as_str()).collect()
}
