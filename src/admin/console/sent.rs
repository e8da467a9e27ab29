//! A form that comes back with what is wrong beside its fields.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::trouble::of_conflict;
use super::{Trouble, Visitor};
use crate::admin::ops::{Conflict, Flaw, OpError};
use crate::views::RenderError;
use crate::web::page_error::html;

/// Why a form is shown again; nothing, where it is shown for the first time.
pub(super) struct Sent {
    status: StatusCode,
    /// What is wrong with its fields.
    pub(super) flaws: Vec<Flaw>,
    /// What is wrong beside them.
    pub(super) wrong: Option<String>,
}

impl Sent {
    /// Reads what came of a form.
    ///
    /// # Errors
    /// Where the form could not help.
    pub(super) fn of(visitor: &Visitor<'_>, error: Option<OpError>) -> Result<Self, Trouble> {
        let console = &visitor.locale.words().console;
        match error {
            None => Ok(Self { status: StatusCode::OK, flaws: Vec::new(), wrong: None }),
            Some(OpError::Invalid(flaws)) => {
                let wrong = Some(console.clients.wrong.to_owned());
                Ok(Self { status: StatusCode::BAD_REQUEST, flaws, wrong })
            }
            Some(OpError::Conflict(
                conflict @ (Conflict::ApplicationsChanged
                | Conflict::ApplicationExists { .. }
                | Conflict::ConfiguredClient { .. }
                | Conflict::ClientChanged { .. }
                | Conflict::ClientExists { .. }
                | Conflict::ConfiguredApplication { .. }),
            )) => {
                let wrong = Some(of_conflict(visitor, &conflict));
                Ok(Self { status: StatusCode::CONFLICT, flaws: Vec::new(), wrong })
            }
            Some(error) => Err(error.into()),
        }
    }

    /// Whether what there is by now is in the way.
    pub(super) fn is_stale(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// The page, with the status that says the same.
    pub(super) fn answer(&self, visitor: &Visitor<'_>, page: Result<String, RenderError>) -> HttpResponse {
        match self.status {
            StatusCode::OK => visitor.html(page),
            status => html(&mut HttpResponse::build(status), visitor.locale, page),
        }
    }
}

/// What stands in a text of several lines.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
