//! Pages of long lists: each names where the next begins, so that nothing is read twice or left out while rows are added.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::admin::cursor;
use crate::admin::export::Form;
use crate::domain::time::Timestamp;
use crate::store::{AuditPage, AuditRow};

/// How many things a page has at most.
const MOST: i64 = 500;
const USUAL: i64 = 50;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T> {
    /// What is on it.
    pub(super) items: Vec<T>,
    /// Where the next page begins, for the parameter `cursor`; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The `next` of the page before; the first page by default.
    pub(super) cursor: Option<String>,
    /// How many things at most.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub(super) limit: Option<i64>,
}

/// What a file is made of.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileForm {
    /// jsonl, a JSON object on each line, or csv, with a heading; formulas are defused in it.
    #[param(default = "jsonl")]
    format: Option<String>,
}

impl FileForm {
    /// Which it is.
    pub(super) fn form(&self) -> Result<Form, Problem> {
        match self.format.as_deref() {
            None | Some("jsonl") => Ok(Form::JsonLines),
            Some("csv") => Ok(Form::Csv),
            Some(_) => Err(Problem::invalid("format: expected jsonl or csv")),
        }
    }
}

impl Which {
    /// How many.
    pub(super) fn limit(&self) -> Result<i64, Problem> {
        let limit = self.limit.unwrap_or(USUAL);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(Problem::invalid("limit: expected 1 to 500"))
        }
    }

    /// After or before which row: its time and id.
    pub(super) fn cursor(&self) -> Result<Option<(Timestamp, String)>, Problem> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let wrong = || Problem::invalid("cursor: expected the next of another page");
        cursor::read(text).map(Some).ok_or_else(wrong)
    }
}

impl<T> Page<T> {
    /// A page of the audit log, which says itself where the next begins.
    pub(super) fn of_log(page: AuditPage, show: impl Fn(AuditRow) -> T) -> Self {
        let next = page.next.map(|(at, id)| cursor::write(at, id.as_str()));
        Self { items: page.lines.into_iter().map(show).collect(), next }
    }

    /// A page of the first `limit` of one row more; `key` is what the next page begins after.
    pub(super) fn of<R>(
        mut rows: Vec<R>,
        limit: i64,
        key: impl Fn(&R) -> (Timestamp, String),
        show: impl Fn(R) -> T,
    ) -> Self {
        let more = cursor::cut(&mut rows, limit);
        let next = rows.last().filter(|_| more).map(|row| {
            let (at, id) = key(row);
            cursor::write(at, &id)
        });
        Self { items: rows.into_iter().map(show).collect(), next }
    }
}
