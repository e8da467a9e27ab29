//! The keys by which clients prove themselves: as registered, or fetched from where the client publishes them and kept for
//! a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use crate::domain::client::{Client, Credentials};
use crate::domain::time::Timestamp;
use crate::keys::ForeignKeys;
use crate::keys::foreign::kid_of;
use crate::outbound::{Outbound, Reply};

/// How long a key set is kept that does not say; and the bounds of what it may say.
const KEPT: Duration = Duration::from_secs(10 * 60);
const KEPT_AT_LEAST: Duration = Duration::from_secs(60);
const KEPT_AT_MOST: Duration = Duration::from_secs(60 * 60);

/// How long a set is of use beyond that while its address does not answer.
const STALE: Duration = Duration::from_secs(60 * 60);

/// How often one address is asked at the most, whatever comes in: anybody can send a JWT with an unknown `kid`.
const PAUSE: Duration = Duration::from_secs(30);

/// Finds the keys of clients.
pub struct ClientKeys {
    outbound: Outbound,
    fetched: Mutex<HashMap<Url, Arc<tokio::sync::Mutex<Fetched>>>>,
}

/// What is known of one address.
#[derive(Default)]
struct Fetched {
    keys: Option<Arc<ForeignKeys>>,
    fresh_until: Option<Timestamp>,
    asked_at: Option<Timestamp>,
}

impl ClientKeys {
    /// With nothing fetched yet.
    pub fn new(outbound: Outbound) -> Self {
        Self { outbound, fetched: Mutex::default() }
    }

    /// The keys that may have signed `jwt`; `None` when the client has none, or they cannot be had now. A `kid` that is not
    /// among the kept ones has them fetched again, since clients rotate theirs.
    pub async fn of(&self, client: &Client, jwt: &str, now: Timestamp) -> Option<Arc<ForeignKeys>> {
        match &client.credentials {
            Credentials::Jwks(jwks) => ForeignKeys::parse(jwks.as_bytes()).map(Arc::new),
            Credentials::JwksUri(uri) => self.at(uri, kid_of(jwt).as_deref(), now).await,
            Credentials::None | Credentials::Secret(_) => None,
        }
    }

    async fn at(&self, uri: &Url, kid: Option<&str>, now: Timestamp) -> Option<Arc<ForeignKeys>> {
        let entry = {
            let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(fetched.entry(uri.clone()).or_default())
        };
        // Whoever asks meanwhile waits for the one answer.
        let mut known = entry.lock().await;
        if known.is_worth_asking(kid, now) {
            known.asked_at = Some(now);
            match self.outbound.get(uri).await {
                Ok(reply) => known.take_in(&reply, uri, now),
                Err(error) => tracing::warn!(host = uri.host_str(), cause = %error, "no key set of a client"),
            }
        }
        known.usable(now)
    }
}

impl Fetched {
    fn is_worth_asking(&self, kid: Option<&str>, now: Timestamp) -> bool {
        let lapsed = self.fresh_until.is_none_or(|until| until <= now);
        let has = |keys: &Arc<ForeignKeys>| kid.is_none_or(|kid| keys.has(kid));
        let unknown = !self.keys.as_ref().is_some_and(has);
        (lapsed || unknown) && self.asked_at.is_none_or(|asked| asked.plus(PAUSE) <= now)
    }

    fn take_in(&mut self, reply: &Reply, uri: &Url, now: Timestamp) {
        match ForeignKeys::parse(&reply.body).filter(|_| reply.status == 200) {
            Some(keys) => {
                let kept = reply.max_age.unwrap_or(KEPT).clamp(KEPT_AT_LEAST, KEPT_AT_MOST);
                self.keys = Some(Arc::new(keys));
                self.fresh_until = Some(now.plus(kept));
            }
            None => {
                tracing::warn!(
                    host = uri.host_str(),
                    status = reply.status,
                    "what a client publishes is no key set"
                );
            }
        }
    }

    fn usable(&self, now: Timestamp) -> Option<Arc<ForeignKeys>> {
        let of_use = self.fresh_until.is_some_and(|until| now < until.plus(STALE));
        self.keys.clone().filter(|_| of_use)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn after(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn reply(status: u16, max_age: Option<u64>) -> Reply {
        let body = br#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"one",
                        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},{"kty":"new"}]}"#;
        Reply { status, body: body.to_vec(), max_age: max_age.map(Duration::from_secs) }
    }

    fn known(max_age: Option<u64>) -> Fetched {
        let mut known = Fetched { asked_at: Some(NOW), ..Fetched::default() };
        known.take_in(&reply(200, max_age), &"https://app.example/keys".parse().unwrap(), NOW);
        known
    }

    #[test]
    fn is_kept_as_long_as_it_says_within_bounds() {
        for (max_age, kept) in [(None, 600), (Some(0), 60), (Some(300), 300), (Some(999_999), 3600)] {
            let known = known(max_age);
            assert!(!known.is_worth_asking(Some("one"), after(kept - 1)), "{max_age:?}");
            assert!(known.is_worth_asking(Some("one"), after(kept)), "{max_age:?}");
        }
    }

    #[test]
    fn an_unknown_kid_is_asked_for_but_not_at_any_rate() {
        let known = known(None);
        assert!(!known.is_worth_asking(Some("two"), after(29)));
        assert!(known.is_worth_asking(Some("two"), after(30)));
        assert!(!known.is_worth_asking(None, after(30)));
    }

    #[test]
    fn is_of_use_for_an_hour_while_nobody_answers() {
        let mut known = known(Some(60));
        known.take_in(&reply(503, None), &"https://app.example/keys".parse().unwrap(), after(60));
        assert!(known.usable(after(60 + 3599)).is_some());
        assert!(known.usable(after(60 + 3600)).is_none());
        assert!(Fetched::default().usable(NOW).is_none());
    }
}
