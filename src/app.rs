//! The composition: everything a handler may need, put together once at start.

mod applications;
mod claims;
mod clients;
mod roles;
#[cfg(test)]
pub(crate) mod testing;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio::sync::Notify;

use self::applications::Applications;
pub use self::applications::CHECK_PATIENCE;
pub use self::claims::userinfo;
use self::clients::Clients;
pub use self::roles::{is_configured_owner, role_of};
use crate::config::Config;
use crate::connectors::{self, Checks, Connector, Health};
use crate::domain::access::IdentityNames;
use crate::domain::account::{Account, BoundAccount};
use crate::domain::auth_request::OidcRequest;
use crate::domain::client::Client;
use crate::domain::id::SessionId;
use crate::domain::redirect_uri::is_this_machine;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::Entropy;
use crate::keys::{ClientKeys, KeyError, KeyRing, KeysChanged, Seal};
use crate::outbound::{Outbound, OutboundSetupError};
use crate::store::{Store, StoreError};

/// A running larkgate, without its listener.
pub struct App {
    /// What the operator said.
    pub config: Config,
    /// The issuer identifier: the configured one without a trailing slash.
    pub issuer: String,
    /// The database.
    pub store: Store,
    /// What seals, and what the upstream PKCE verifiers come from.
    pub seal: Arc<Seal>,
    /// What signs.
    pub keys: KeyRing,
    /// Rung when keys are rotated or retired, wherever that is done.
    pub keys_changed: Arc<KeysChanged>,
    /// What clients sign with.
    pub client_keys: ClientKeys,
    /// The upstreams, in the order they are offered.
    pub connectors: Vec<Arc<dyn Connector>>,
    /// What the upstreams said when they were asked whether they are well.
    pub checks: Checks,
    /// How the upstreams have answered lately.
    pub health: Health,
    /// What calls applications.
    pub outbound: Outbound,
    /// Rung after logout notices were queued, so that applications are told at once.
    pub notices: Notify,
    /// The headers by which applications behind proxies are told who comes.
    pub identity_names: IdentityNames,
    /// When this process started.
    pub started: Timestamp,
    /// When it removed what lapsed, in seconds after 1970; 0 until it has.
    swept: AtomicI64,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Clients, of the file and of the database.
    clients: Arc<Clients>,
    /// Protected applications, of the file and of the database.
    applications: Arc<Applications>,
    /// Whether the sealing key was made just now.
    pub made_seal_key: bool,
}

/// Why larkgate could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The HTTP client to upstreams.
    #[error("HTTP client: {0}")]
    Http(String),
    /// The HTTP client to applications.
    #[error(transparent)]
    Outbound(#[from] OutboundSetupError),
}

impl App {
    /// Opens the database and the keys, and makes them when they are missing.
    ///
    /// # Errors
    /// When any part cannot be opened.
    pub async fn open(
        config: Config,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StartError> {
        let store = Store::connect(&config.database).await?;
        let (seal, made_seal_key) = Seal::open_for(&store, &config.seal, &*entropy, clock.now()).await?;
        let seal = Arc::new(seal);
        let keys = KeyRing::open(&store, &seal, clock.now()).await?;
        let connectors =
            connectors::build(&config.connectors, &clock).map_err(|e| StartError::Http(e.to_string()))?;
        let outbound = Outbound::new(&config.outbound, is_this_machine(&config.issuer))?;
        let applications = Arc::new(Applications::default());
        store.feed().watch(applications.clone());
        let clients = Arc::new(Clients::new(&config.clients, clock.now()));
        store.feed().watch(clients.clone());
        let keys_changed = Arc::new(KeysChanged::default());
        store.feed().watch(keys_changed.clone());
        // Applications of the database have the common ones, or a preset.
        let headers = config.applications.iter().map(|application| &application.headers);
        let names = headers.chain([&config.forward_auth.headers]);
        Ok(Self {
            issuer: config.issuer_str().to_owned(),
            identity_names: IdentityNames::of(names),
            config,
            store,
            seal,
            keys,
            keys_changed,
            client_keys: ClientKeys::new(outbound.clone()),
            connectors,
            checks: Checks::default(),
            health: Health::default(),
            started: clock.now(),
            swept: AtomicI64::new(0),
            outbound,
            notices: Notify::new(),
            clock,
            entropy,
            clients,
            applications,
            made_seal_key,
        })
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// When what lapsed was removed last by this process.
    pub fn swept_at(&self) -> Option<Timestamp> {
        Some(self.swept.load(Ordering::Relaxed)).filter(|at| *at > 0).map(Timestamp::from_seconds)
    }

    /// Notes that what lapsed was removed.
    pub fn note_swept(&self) {
        self.swept.store(self.now().seconds(), Ordering::Relaxed);
    }

    /// The `sub` by which `client` knows the account.
    pub fn sub_of(&self, client: &Client, account: &Account) -> String {
        self.sub_in(client.sector().as_deref(), account)
    }

    fn sub_in(&self, sector: Option<&str>, account: &Account) -> String {
        sector.map_or_else(|| account.sub.clone(), |sector| self.seal.pairwise(sector, &account.sub))
    }

    /// The `sid` by which `client` knows the session: like the `sub`, it tells a pairwise client nothing of others.
    pub fn sid_of(&self, client: &Client, session: &SessionId) -> String {
        match client.sector() {
            Some(sector) => self.seal.pairwise(&sector, session.as_str()),
            None => session.to_string(),
        }
    }

    /// Whether the account is the one that the request is for; any is, where it names none.
    pub fn is_expected(&self, request: &OidcRequest, account: &Account) -> bool {
        let sub = || self.sub_in(request.sector.as_deref(), account);
        request.expected_sub.as_ref().is_none_or(|expected| *expected == sub())
    }

    /// A session that nobody used since then has ended.
    pub fn used_since(&self) -> Timestamp {
        self.used_since_at(self.now())
    }

    /// The same at `now`, for whoever has looked at the clock already.
    pub fn used_since_at(&self, now: Timestamp) -> Timestamp {
        now.minus(self.config.lifetimes.session_idle)
    }

    /// The connector with this id.
    pub fn connector(&self, id: &str) -> Option<&dyn Connector> {
        self.connectors.iter().find(|connector| connector.id() == id).map(|connector| &**connector)
    }

    /// What was found live in the database, as long as its person may still come.
    pub fn admitted<T>(&self, found: Option<(T, BoundAccount)>) -> Option<(T, BoundAccount)> {
        found.filter(|(_found, person)| self.still_admits(person))
    }

    /// Whether somebody who came before may still come: by a connector that is still configured and, where that lists
    /// tenants, from one that is still listed. The app's own tenant, which no list means, is known upstream alone and is
    /// asked for at the login.
    fn still_admits(&self, person: &BoundAccount) -> bool {
        let (connectors, binding) = (&self.config.connectors, &person.binding);
        connectors.iter().any(|connector| {
            let listed = &connector.allowed_tenants;
            connector.id == binding.connector && (listed.is_empty() || listed.contains(&binding.tenant_key))
        })
    }

    /// Whether browsers reach us over https, so that cookies are `Secure` and `__Host-`.
    pub fn is_https(&self) -> bool {
        self.config.issuer.scheme() == "https"
    }
}
