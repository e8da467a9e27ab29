//! What is asked before something is done that somebody will feel.

use super::{Answer, Visitor};
use crate::views::console::{ConfirmPage, Input, Reason, Section};

/// A question.
pub(super) struct Question<'a> {
    /// The part of the console that it is in.
    pub(super) section: Section,
    /// What is asked.
    pub(super) title: &'a str,
    /// Each thing that will happen.
    pub(super) what: &'a [String],
    /// More that is asked.
    pub(super) inputs: &'a [Input<'a>],
    /// Something is lost by it, so whoever does it must say why.
    pub(super) is_loss: bool,
    /// Where the answer goes.
    pub(super) action: &'a str,
    /// What the button says.
    pub(super) button: &'static str,
    /// The way back.
    pub(super) back: &'a str,
}

impl Question<'_> {
    /// Asks.
    pub(super) fn ask(&self, visitor: &Visitor<'_>) -> Answer {
        let page = ConfirmPage {
            frame: &visitor.frame(self.section),
            title: self.title,
            consequences: self.what,
            inputs: self.inputs,
            reason: Some(if self.is_loss { Reason::Required } else { Reason::Optional }),
            action: self.action,
            button: self.button,
            is_loss: self.is_loss,
            back: self.back,
        };
        Ok(visitor.html(page.render()))
    }
}
