//! Lists as files, read and sent page by page, so that however long they are, the memory of one page is enough.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Bytes, Data};
use futures_util::stream::{self, Stream, StreamExt};
use serde::Serialize;

use super::api::account::Account;
use super::api::audit::AuditLine;
use super::ops::{Conflict, Desk, OpError, accounts, audit};
use super::{AdminCaller, csv};
use crate::app::App;
use crate::domain::id::{AccountId, AuditId};
use crate::domain::time::Timestamp;
use crate::store::{AccountSearch, AuditFilter};

/// How many rows are read at a time.
const PAGE: i64 = 500;

/// What a file is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// Comma-separated values.
    Csv,
    /// A JSON object on each line.
    JsonLines,
}

/// Where the next page begins: after a row, by its time and id.
type Key = (Timestamp, String);

/// A row of a file.
pub(super) trait Row: Serialize {
    /// What its cells are called.
    const COLUMNS: &'static [&'static str];

    /// Its fields as texts.
    fn cells(&self) -> Vec<&str>;
}

/// What can be had as a file.
pub(super) trait List: 'static {
    /// What it is made of.
    type Row: Row;
    /// What the file is called.
    const NAME: &'static str;

    /// Notes down that somebody takes it away.
    async fn note(&self, desk: &Desk<'_>, form: &str) -> Result<(), OpError>;

    /// A page of it, and where the next one begins.
    async fn page(
        &self,
        desk: &Desk<'_>,
        after: Option<Key>,
    ) -> Result<(Vec<Self::Row>, Option<Key>), OpError>;
}

/// Accounts, as searched for.
pub(super) struct Accounts(pub(super) AccountSearch);

/// Lines of the audit log.
pub(super) struct Lines(pub(super) AuditFilter);

impl List for Accounts {
    type Row = Account;
    const NAME: &'static str = "accounts";

    async fn note(&self, desk: &Desk<'_>, form: &str) -> Result<(), OpError> {
        accounts::note_export(desk, &self.0, form).await
    }

    async fn page(
        &self,
        desk: &Desk<'_>,
        after: Option<Key>,
    ) -> Result<(Vec<Account>, Option<Key>), OpError> {
        let after = after.map(|(at, id)| (at, AccountId::received(&id)));
        let page = accounts::search(desk, &self.0, after, PAGE).await?;
        let is_full = i64::try_from(page.len()).is_ok_and(|count| count >= PAGE);
        let last = page.last().filter(|_| is_full);
        let next = last.map(|last| (last.account.created_at, last.account.id.to_string()));
        Ok((page.into_iter().map(Account::from).collect(), next))
    }
}

impl List for Lines {
    type Row = AuditLine;
    const NAME: &'static str = "audit";

    async fn note(&self, desk: &Desk<'_>, form: &str) -> Result<(), OpError> {
        audit::note_export(desk, &self.0, form).await
    }

    async fn page(
        &self,
        desk: &Desk<'_>,
        after: Option<Key>,
    ) -> Result<(Vec<AuditLine>, Option<Key>), OpError> {
        let before = after.map(|(at, id)| (at, AuditId::received(&id)));
        let page = audit::page(desk, &self.0, before.as_ref(), PAGE).await?;
        let next = page.next.map(|(at, id)| (at, id.to_string()));
        Ok((page.lines.into_iter().map(AuditLine::from).collect(), next))
    }
}

/// Answers with `list` as a file, and notes down that `admin` takes it away. Its first page is read before anything is
/// answered: what cannot be read at all is refused like any other request.
///
/// # Errors
/// When they may not, what is asked for means several things, or the database fails before the first page.
pub(super) async fn answer<L: List>(
    app: Data<App>,
    admin: AdminCaller,
    list: L,
    form: Form,
) -> Result<HttpResponse, OpError> {
    let mut file = File { app, admin, list, form, next: Next::Beginning };
    let first = file.piece().await?;
    file.list.note(&file.admin.desk(&file.app), form.name()).await?;
    let day = file.app.now().rfc3339().chars().take(10).collect::<String>();
    let name = format!("attachment; filename=\"{}-{day}.{}\"", L::NAME, form.name());
    let first = stream::iter(first.map(|piece| Ok(Bytes::from(piece))));
    Ok(HttpResponse::Ok()
        .content_type(form.content_type())
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(first.chain(file.pieces())))
}

/// A file on its way.
struct File<L> {
    app: Data<App>,
    admin: AdminCaller,
    list: L,
    form: Form,
    next: Next,
}

/// What of a file comes next.
enum Next {
    Beginning,
    After(Key),
    Nothing,
}

impl<L: List> File<L> {
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

    /// Whoever lost their role on the way gets no more.
    async fn ask_again(&mut self) -> Result<(), OpError> {
        let gone = Conflict::NoRole { sub: self.admin.desk(&self.app).actor.who.to_string() };
        self.admin = self.admin.again(&self.app).await?.ok_or(gone)?;
        Ok(())
    }

    /// The next piece that has anything in it: an empty one would say that the file ends.
    async fn piece(&mut self) -> Result<Option<String>, OpError> {
        let mut piece = String::new();
        while piece.is_empty() {
            let after = match std::mem::replace(&mut self.next, Next::Nothing) {
                Next::Beginning => {
                    self.form.begin::<L::Row>(&mut piece);
                    None
                }
                Next::After(key) => {
                    self.ask_again().await?;
                    Some(key)
                }
                Next::Nothing => return Ok(None),
            };
            let (rows, next) = self.list.page(&self.admin.desk(&self.app), after).await?;
            self.next = next.map_or(Next::Nothing, Next::After);
            rows.iter().for_each(|row| self.form.push(&mut piece, row));
        }
        Ok(Some(piece))
    }
}

impl Form {
    /// As a file's name ends.
    pub(super) const fn name(self) -> &'static str {
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

    fn begin<R: Row>(self, piece: &mut String) {
        if let Self::Csv = self {
            piece.push_str(csv::BYTE_ORDER_MARK);
            csv::push_line(piece, R::COLUMNS.iter().copied());
        }
    }

    fn push(self, piece: &mut String, row: &impl Row) {
        match self {
            Self::Csv => csv::push_line(piece, row.cells()),
            Self::JsonLines => {
                // Only texts and what was read as JSON, which are always JSON.
                piece.push_str(&serde_json::to_string(row).unwrap_or_default());
                piece.push('\n');
            }
        }
    }
}
