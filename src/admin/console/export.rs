//! `GET /admin/accounts.csv` and `/admin/accounts.jsonl`: accounts as a file, read and sent page by page, so that however
//! many there are, the memory of one page is enough.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream};

use super::accounts::wanted;
use super::show;
use crate::admin::AdminCaller;
use crate::admin::api::account::Account;
use crate::admin::csv;
use crate::admin::ops::OpError;
use crate::admin::ops::accounts::{self, Search};
use crate::app::App;
use crate::domain::account::BoundAccount;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;

/// How many accounts are read at a time.
const PAGE: i64 = 500;

/// What a file is made of.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    JsonLines,
}

/// A file of comma-separated values.
pub(super) async fn as_csv(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::Csv).await
}

/// A file of JSON, a line per account, as the REST API has them.
pub(super) async fn as_json_lines(request: HttpRequest, app: Data<App>) -> HttpResponse {
    export(&request, app, Form::JsonLines).await
}

async fn export(request: &HttpRequest, app: Data<App>, form: Form) -> HttpResponse {
    let shared = app.clone();
    show(&app, request, async move |visitor| {
        let wanted = wanted(&visitor.params);
        accounts::note_export(&visitor.desk(), &wanted, form.name()).await?;
        let day = shared.now().rfc3339().chars().take(10).collect::<String>();
        let name = format!("attachment; filename=\"accounts-{day}.{}\"", form.name());
        let file =
            File { app: shared.clone(), admin: visitor.admin().clone(), wanted, form, next: Next::Beginning };
        Ok(HttpResponse::Ok()
            .content_type(form.content_type())
            .insert_header((CONTENT_DISPOSITION, name))
            .streaming(file.pieces()))
    })
    .await
}

/// A file on its way.
struct File {
    app: Data<App>,
    admin: AdminCaller,
    wanted: Search,
    form: Form,
    next: Next,
}

/// What of a file comes next.
enum Next {
    Beginning,
    After(Timestamp, AccountId),
    Nothing,
}

impl File {
    /// A piece per page. When the database fails, the file breaks off, which the browser says, rather than end early.
    fn pieces(self) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
        stream::try_unfold(self, |mut file| async move {
            let piece = file.piece().await.map_err(|error| {
                tracing::warn!(cause = %error, "an export broke off");
                actix_web::error::ErrorInternalServerError("the export broke off")
            })?;
            Ok(piece.map(|piece| (Bytes::from(piece), file)))
        })
    }

    async fn piece(&mut self) -> Result<Option<String>, OpError> {
        let (mut piece, before) = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Beginning => (self.form.beginning(), None),
            Next::After(at, id) => (String::new(), Some((at, id))),
            Next::Nothing => return Ok(None),
        };
        let page = accounts::search(&self.admin.desk(&self.app), &self.wanted, before, PAGE).await?;
        if let Some(last) = page.last().filter(|_| i64::try_from(page.len()).is_ok_and(|count| count >= PAGE))
        {
            self.next = Next::After(last.account.created_at, last.account.id.clone());
        }
        for person in page {
            self.form.push(&mut piece, person);
        }
        Ok(Some(piece))
    }
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl",
        }
    }

    fn beginning(self) -> String {
        let mut beginning = String::new();
        if let Self::Csv = self {
            beginning.push_str(csv::BYTE_ORDER_MARK);
            csv::push_line(&mut beginning, Account::COLUMNS);
        }
        beginning
    }

    fn push(self, piece: &mut String, person: BoundAccount) {
        let account = Account::from(person);
        match self {
            Self::Csv => csv::push_line(piece, account.cells()),
            Self::JsonLines => {
                // Only texts and a truth, which are always JSON.
                piece.push_str(&serde_json::to_string(&account).unwrap_or_default());
                piece.push('\n');
            }
        }
    }
}
