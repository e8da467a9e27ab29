//! How the upstreams have answered this process lately; other processes know for themselves.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{UpstreamError, UpstreamErrorKind};
use crate::domain::time::Timestamp;

/// What every upstream has come to.
#[derive(Debug, Default)]
pub struct Health {
    seen: Mutex<HashMap<String, Answered>>,
}

/// What one upstream has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// The last answer was one.
    Well(Timestamp),
    /// It has given none since.
    Ill(Timestamp, UpstreamErrorKind),
}

impl Health {
    /// Notes what came of a call. What an upstream refuses to a person is an answer like any other.
    pub fn note<T>(&self, connector: &str, now: Timestamp, outcome: &Result<T, UpstreamError>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let failure =
            outcome.as_ref().err().map(|error| &error.kind).filter(|kind| kind.is_of_the_upstream());
        let answered = match (failure, seen.get(connector)) {
            (None, _) => Answered::Well(now),
            (Some(kind), Some(Answered::Ill(since, _))) => Answered::Ill(*since, kind.clone()),
            (Some(kind), _) => Answered::Ill(now, kind.clone()),
        };
        seen.insert(connector.to_owned(), answered);
    }

    /// What the upstream has come to; `None` when it was not asked yet.
    pub fn of(&self, connector: &str) -> Option<Answered> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(connector).cloned()
    }
}

impl UpstreamErrorKind {
    /// Whether it is the upstream, or what it was told of us, that is not well.
    const fn is_of_the_upstream(&self) -> bool {
        match self {
            Self::Misconfigured | Self::RateLimited { .. } | Self::Unavailable | Self::Malformed => true,
            Self::CodeRejected
            | Self::Resigned
            | Self::Frozen
            | Self::NotActive
            | Self::OutsideAvailability
            | Self::OutsideContactRange
            | Self::TenantNotAllowed { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_illness_lasts_from_its_beginning_to_the_next_answer() {
        let health = Health::default();
        let at = Timestamp::from_seconds;
        let failed = |kind| Err::<(), _>(UpstreamError::without_answer(kind));
        assert_eq!(health.of("feishu"), None);
        health.note("feishu", at(1), &failed(UpstreamErrorKind::Unavailable));
        health.note("feishu", at(2), &failed(UpstreamErrorKind::Malformed));
        assert_eq!(health.of("feishu"), Some(Answered::Ill(at(1), UpstreamErrorKind::Malformed)));
        health.note("feishu", at(3), &failed(UpstreamErrorKind::Frozen));
        assert_eq!(health.of("feishu"), Some(Answered::Well(at(3))));
        health.note("lark", at(4), &Ok::<(), UpstreamError>(()));
        assert_eq!(health.of("lark"), Some(Answered::Well(at(4))));
    }
}
