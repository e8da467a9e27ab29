//! The audit log: lines are added in an order that their ids keep, and never changed, which the database sees to.

use crate::domain::audit::{AuditEvent, EventKind};
use crate::domain::id::{AccountId, AuditId};
use crate::domain::time::Timestamp;
use crate::store::{Connection, StoreError, Tx};

/// An audit row as read; `kind` is text, since an older program may read a newer one's rows.
#[derive(Debug, sqlx::FromRow)]
#[allow(missing_docs, reason = "the columns are the fields of `AuditEvent`")]
pub struct AuditRow {
    pub id: AuditId,
    pub at: Timestamp,
    pub kind: String,
    pub account_id: Option<AccountId>,
    pub client_id: Option<String>,
    pub identity: Option<String>,
    pub address: Option<String>,
    pub reason: Option<String>,
    pub reference: Option<String>,
    pub actor: Option<String>,
    pub change: Option<String>,
}

/// The columns of [`AuditRow`].
macro_rules! audit_columns {
    () => {
        "id, at, kind, account_id, client_id, identity, address, reason, reference, actor, change"
    };
}
pub(super) use audit_columns;

/// The statement that adds a line, with how its id is made: the number that follows.
macro_rules! insert {
    ($id:literal) => {
        concat!(
            "INSERT INTO audit_events (",
            audit_columns!(),
            ") VALUES (",
            $id,
            ", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        )
    };
}

/// How many lines are looked at for a page where no index has just what is asked for.
const MOST: i64 = 5_000;

/// What follows what in the log: the time of a line and its id.
pub type AuditKey = (Timestamp, AuditId);

/// Some lines, and where those before them end.
#[derive(Debug)]
pub struct AuditPage {
    /// The newest first.
    pub lines: Vec<AuditRow>,
    /// Before which the next page begins; none when there is nothing more. Where several things are asked for at once, only
    /// so many lines are looked at, so a page may have few lines or none and not be the last.
    pub next: Option<AuditKey>,
}

/// Which lines are asked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Lines of one kind, by its stored name.
    pub kind: Option<String>,
    /// Lines about one account.
    pub account: Option<AccountId>,
    /// Lines about one application.
    pub client_id: Option<String>,
    /// What one actor did, as [`Who`](crate::domain::admin::Who) is written.
    pub actor: Option<String>,
    /// The lines of one request.
    pub reference: Option<String>,
    /// What came from one address.
    pub address: Option<String>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl AuditFilter {
    /// Columns that must have a value, the one first that narrows most: its index is the way to the lines.
    fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let given = [
            ("reference", self.reference.as_deref()),
            ("account_id", self.account.as_ref().map(AccountId::as_str)),
            ("actor", self.actor.as_deref()),
            ("address", self.address.as_deref()),
            ("client_id", self.client_id.as_deref()),
            ("kind", self.kind.as_deref()),
        ];
        given.into_iter().filter_map(|(column, value)| Some((column, value?)))
    }

    /// What lines must be before on a page. It is one bound: of two, SQLite may begin at the later one and pass over the rest.
    fn end(&self, before: Option<&AuditKey>) -> Option<AuditKey> {
        let until = self.until.map(|until| (until, AuditId::received("")));
        before.cloned().into_iter().chain(until).min()
    }
}

/// Adds to a query the lines that one index has together, from the newest on.
macro_rules! push_range {
    ($query:ident, $first:expr, $filter:expr, $before:ident, $limit:expr) => {
        $query.push(" FROM audit_events WHERE TRUE");
        if let Some((column, value)) = $first {
            $query.push(" AND ").push(column).push(" = ").push_bind(value);
        }
        if let Some(from) = $filter.from {
            $query.push(" AND at >= ").push_bind(from);
        }
        if let Some((at, id)) = $before {
            $query.push(" AND (at, id) < (").push_bind(*at).push(", ").push_bind(id).push(")");
        }
        $query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind($limit);
    };
}

impl Tx {
    /// Adds one line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_audit(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let insert = match &self.connection {
            Connection::Sqlite(_) => insert!("(SELECT printf('aud_%032x', seq) FROM audit_order)"),
            Connection::Postgres(_) => insert!("'aud_' || lpad(to_hex(nextval('audit_order')), 32, '0')"),
        };
        execute!(
            self,
            insert,
            event.at,
            event.kind.as_str(),
            &event.account,
            &event.client_id,
            &event.identity,
            &event.address,
            &event.reason,
            &event.reference,
            event.actor.as_ref().map(ToString::to_string),
            event.change.as_ref().map(ToString::to_string),
        )?;
        Ok(())
    }

    /// The latest `limit` sign-ins of an account, refusals, and visits of applications, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activity_of(
        &mut self,
        account: &AccountId,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        fetch!(
            self,
            fetch_all,
            AuditRow,
            concat!(
                "SELECT ",
                audit_columns!(),
                " FROM audit_events WHERE account_id = $1 AND kind IN ($2, $3, $4, $5)
                 ORDER BY at DESC, id DESC LIMIT $6"
            ),
            account,
            EventKind::LoginSucceeded.as_str(),
            EventKind::LoginRefused.as_str(),
            EventKind::ApplicationEntered.as_str(),
            EventKind::ConsentGiven.as_str(),
            limit,
        )
    }

    /// Up to `limit` lines that the filter lets through, newest first, older than the one at `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &mut self,
        filter: &AuditFilter,
        before: Option<&AuditKey>,
        limit: i64,
    ) -> Result<AuditPage, StoreError> {
        let before = filter.end(before);
        let before = before.as_ref();
        let mut given = filter.given();
        let (first, others) = (given.next(), given.collect::<Vec<_>>());
        if others.is_empty() {
            let lines: Vec<AuditRow> = fetch_built!(self, AuditRow, |query| {
                query.push(concat!("SELECT ", audit_columns!()));
                push_range!(query, first, filter, before, limit.saturating_add(1));
            })?;
            return Ok(AuditPage::of(lines, limit, None));
        }
        // The last that is looked at, and whether there is another.
        let ends: Vec<AuditKey> = fetch_built!(self, AuditKey, |query| {
            query.push("SELECT at, id");
            push_range!(query, first, filter, before, 2_i64);
            query.push(" OFFSET ").push_bind(MOST - 1);
        })?;
        let lines: Vec<AuditRow> = fetch_built!(self, AuditRow, |query| {
            query.push(concat!("SELECT ", audit_columns!(), " FROM (SELECT ", audit_columns!()));
            push_range!(query, first, filter, before, MOST);
            query.push(") looked_at WHERE TRUE");
            for (column, value) in &others {
                query.push(" AND ").push(*column).push(" = ").push_bind(*value);
            }
            query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(limit.saturating_add(1));
        })?;
        let more = ends.len() > 1;
        Ok(AuditPage::of(lines, limit, ends.into_iter().next().filter(|_| more)))
    }
}

impl AuditPage {
    /// A page of the first `limit` lines of one more; where there are not so many, the next begins at `otherwise`.
    fn of(mut lines: Vec<AuditRow>, limit: i64, otherwise: Option<AuditKey>) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = lines.len() > limit;
        lines.truncate(limit);
        let last = lines.last().filter(|_| more).map(|line| (line.at, line.id.clone()));
        Self { next: last.or(otherwise), lines }
    }
}
