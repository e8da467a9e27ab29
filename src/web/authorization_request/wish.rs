//! What an authorization request wishes of the session that may answer it.

use std::time::Duration;

use super::parse::Refused;
use crate::domain::auth_request::Freshness;
use crate::domain::time::Timestamp;
use crate::web::params::Params;
use crate::web::signed_in::SignedIn;

/// What the application wishes of the session.
#[derive(Debug, Default)]
pub struct Wish {
    /// Nothing may be shown.
    pub prompt_none: bool,
    /// The person must prove who they are anew.
    pub fresh: bool,
    /// So long ago the person may have proven it.
    pub max_age: Option<Duration>,
    /// Consent is to be asked for, though it was given before.
    pub asks_consent: bool,
}

impl Wish {
    /// `prompt` and `max_age` (OpenID Connect Core §3.1.2.1).
    ///
    /// # Errors
    /// When either has a value that it cannot have.
    pub fn parse(params: &Params) -> Result<Self, Refused> {
        let mut wish = Self::default();
        let prompts: Vec<_> =
            params.get("prompt").unwrap_or_default().split(' ').filter(|p| !p.is_empty()).collect();
        for prompt in &prompts {
            match *prompt {
                "none" => wish.prompt_none = true,
                "login" | "select_account" => wish.fresh = true,
                "consent" => wish.asks_consent = true,
                _ => return Err(Refused::invalid("prompt has an unknown value")),
            }
        }
        if wish.prompt_none && prompts.len() > 1 {
            return Err(Refused::invalid("prompt none goes with no other value"));
        }
        if let Some(text) = params.get("max_age") {
            let no_number = |_error| Refused::invalid("max_age is not a number of seconds");
            let seconds = text.parse().map_err(no_number)?;
            wish.max_age = Some(Duration::from_secs(seconds));
            // OpenID Connect Core §3.1.2.1: "max_age=0 is equivalent to prompt=login", also within the same second.
            wish.fresh |= seconds == 0;
        }
        Ok(wish)
    }

    /// Which sessions will do, now that `current` is there.
    pub fn freshness(&self, current: Option<&SignedIn>, now: Timestamp) -> Freshness {
        let oldest = self.max_age.map(|max_age| now.minus(max_age));
        Freshness {
            auth_after: if self.fresh { Some(now) } else { oldest },
            not_session: current.filter(|_| self.fresh).map(|signed_in| signed_in.session().id.clone()),
        }
    }
}
