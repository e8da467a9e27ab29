//! Lists of the console as files.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::trouble::Trouble;
use super::{Visitor, accounts, audit, show};
use crate::admin::export::{Accounts, Form, Lines, List, answer};
use crate::app::App;

/// `GET /admin/accounts.csv`.
pub(super) async fn accounts_as_csv(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::Csv, |visitor| Ok(Accounts(accounts::wanted(&visitor.params)))).await
}

/// `GET /admin/accounts.jsonl`.
pub(super) async fn accounts_as_json_lines(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::JsonLines, |visitor| Ok(Accounts(accounts::wanted(&visitor.params)))).await
}

/// `GET /admin/audit.csv`.
pub(super) async fn audit_as_csv(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::Csv, |visitor| Ok(Lines(audit::wanted(visitor)?))).await
}

/// `GET /admin/audit.jsonl`.
pub(super) async fn audit_as_json_lines(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::JsonLines, |visitor| Ok(Lines(audit::wanted(visitor)?))).await
}

async fn export<L: List>(
    request: &HttpRequest,
    app: Data<App>,
    form: Form,
    list: impl FnOnce(&Visitor<'_>) -> Result<L, Trouble>,
) -> HttpResponse {
    let shared = app.clone();
    show(&app, request, async move |visitor| {
        Ok(answer(shared, visitor.admin().clone(), list(visitor)?, form).await?)
    })
    .await
}
