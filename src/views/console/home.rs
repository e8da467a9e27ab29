//! The overview.

use askama::Template;

use super::Frame;
use super::plot::Plot;
use crate::views::{RenderError, When, assets};

/// Who came, who was refused and why, and what wants attention.
#[derive(Debug, Clone, Template)]
#[template(path = "console/home.html", config = "src/views/askama.toml")]
pub struct OverviewPage<'a> {
    /// What stands around it.
    pub frame: &'a Frame<'a>,
    /// People within a day, a week, 30 days.
    pub people: [i64; 3],
    /// Refusals within a day.
    pub refused: i64,
    /// Sign-ins by hour and by day.
    pub plots: [Plot; 2],
    /// How the reader's clock is called.
    pub zone: &'a str,
    /// Why people were refused, the most frequent first.
    pub reasons: &'a [Share],
    /// Where people went, the most frequent first.
    pub applications: &'a [Share],
    /// What wants attention, and what is well.
    pub health: &'a [HealthLine],
}

/// A part of a whole.
#[derive(Debug, Clone)]
pub struct Share {
    /// Of what.
    pub name: String,
    /// How many.
    pub count: i64,
    /// The most of any, against which it is drawn.
    pub most: i64,
}

/// How something is.
#[derive(Debug, Clone)]
pub struct HealthLine {
    /// What.
    pub name: String,
    /// How well.
    pub state: Health,
    /// In words.
    pub text: String,
    /// The moment that the words are about.
    pub at: Option<When>,
}

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Well,
    /// Nothing is known.
    Unknown,
    /// Not as it should be.
    Ill,
}

impl Health {
    /// The class of its mark.
    const fn class(self) -> &'static str {
        match self {
            Self::Well => "state",
            Self::Unknown => "state off",
            Self::Ill => "state bad",
        }
    }
}

impl OverviewPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        Template::render(self)
    }

    fn shares(&self) -> [(&'static str, &'static str, &'static str, &[Share]); 2] {
        let words = &self.frame.words().home;
        [
            ("applications", words.applications, words.no_applications, self.applications),
            ("reasons", words.reasons, words.no_reasons, self.reasons),
        ]
    }
}
