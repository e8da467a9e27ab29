//! Asks before something is done that somebody will feel.

use askama::Template;

use super::Frame;
use crate::views::{RenderError, assets};

/// What will happen, why it is done, and the way back.
#[derive(Debug, Clone, Template)]
#[template(path = "console/confirm.html", config = "src/views/askama.toml")]
pub struct ConfirmPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// The question.
    pub title: &'a str,
    /// Each thing that will happen.
    pub consequences: &'a [String],
    /// More that is asked, beside the reason.
    pub inputs: &'a [Input<'a>],
    /// What is asked of the reason; `None` where there is none.
    pub reason: Option<Reason>,
    /// Where the answer goes.
    pub action: &'a str,
    /// What the button says.
    pub button: &'a str,
    /// Whether something is lost by it.
    pub is_loss: bool,
    /// The way back.
    pub back: &'a str,
}

/// Whether somebody must say why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// They may.
    Optional,
    /// They must.
    Required,
}

/// Something to type.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The field.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// What it is for.
    pub hint: &'a str,
}

impl ConfirmPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn must_say_why(&self) -> bool {
        self.reason == Some(Reason::Required)
    }
}
