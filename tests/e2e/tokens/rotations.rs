//! Relying parties that keep the key set for as long as they may, while people sign in, tokens are renewed, and the keys
//! rotate three times. Where the database allows it, two larkgates answer behind one issuer.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use larkgate::app::App;
use larkgate::domain::token::SystemEntropy;
use larkgate::keys::{Schedule, rotate_when_due};
use larkgate::server::Server;
use serde_json::Value;
use tokio::sync::RwLock;

use crate::harness::by_hand::{Answer, jwt};
use crate::harness::gate::CLIENT_SECRET;
use crate::harness::verifier::KeySet;
use crate::harness::{Browser, Gate, Kind, Setup, on_each_database};

/// One relying party each: every algorithm, and one without PKCE.
const CLIENTS: [&str; 4] = ["app", "es256", "eddsa", "lax"];
/// Seconds by which the clock goes on, at most once in a turn: less than a code lives, far less than a key set is kept.
const STEP: i64 = 45;
/// So many of them take a rotation to its end: published, signing, the last token of the old keys lapsed, those gone.
const STEPS: usize = 40;
const DAY: u64 = 24 * 60 * 60;

/// As tight as the configuration allows: published for ten minutes, retired once the last token has lapsed.
const SCHEDULE: Schedule = Schedule {
    publish_ahead: Duration::from_secs(600),
    rotate_every: Duration::from_secs(8 * DAY),
    longest_use: Duration::from_secs(600),
};

/// The servers behind one issuer, and what the relying parties have seen of them.
struct Site {
    gate: Gate,
    replica: Option<Server>,
    /// Held for writing while days go by, so that no sign-in takes days.
    days: RwLock<()>,
    turns: [AtomicUsize; CLIENTS.len()],
    over: AtomicBool,
}

impl Site {
    async fn start(kind: Kind) -> Self {
        let gate = Gate::with(Setup { database: kind, ..Setup::default() }).await;
        // SQLite is for one process.
        let replica = if kind == Kind::Postgres {
            let config = gate.server.app().config.clone();
            let app = App::open(config, gate.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
            Some(Server::start(app, TcpListener::bind("127.0.0.1:0").unwrap()).unwrap())
        } else {
            None
        };
        Self {
            gate,
            replica,
            days: RwLock::default(),
            turns: Default::default(),
            over: AtomicBool::new(false),
        }
    }

    /// The address of a server, by turns.
    fn url(&self, turn: usize, path: &str) -> String {
        match &self.replica {
            Some(replica) if !turn.is_multiple_of(2) => {
                format!("http://{}{path}", replica.address().unwrap())
            }
            _ => format!("{}{path}", self.gate.url),
        }
    }

    fn now(&self) -> i64 {
        self.gate.server.app().now().seconds()
    }

    /// What each server does every half minute; here one does it, by turns, so that the other lags behind.
    async fn keep_keys(&self, turn: usize) {
        let server = self.replica.as_ref().filter(|_| !turn.is_multiple_of(2)).unwrap_or(&self.gate.server);
        let app = server.app();
        rotate_when_due(&app.store, &app.seal, app.now(), &SCHEDULE).await.unwrap();
        app.keys.reload(&app.store, &app.seal, app.now()).await.unwrap();
    }

    /// Lets the clock go on once everybody has done something at this hour.
    async fn step(&self, turn: usize) {
        let before: Vec<_> = self.turns.iter().map(|turns| turns.load(Ordering::SeqCst)).collect();
        while self.turns.iter().zip(&before).any(|(now, before)| now.load(Ordering::SeqCst) == *before) {
            assert!(!self.over.load(Ordering::SeqCst), "a relying party gave up");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.gate.clock.advance(STEP);
        self.keep_keys(turn).await;
    }
}

/// Says that it is over also when it ends by a panic.
struct Over(Arc<Site>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}

/// A relying party with its person.
struct Party {
    site: Arc<Site>,
    client: &'static str,
    browser: Browser,
    turn: usize,
    refresh_token: String,
    /// The key set, and when it was fetched.
    keys: Option<(i64, KeySet)>,
    /// Tokens that have not lapsed, by when they do.
    tokens: Vec<(i64, String)>,
    /// Every key that has signed for it.
    signers: BTreeSet<String>,
}

impl Party {
    /// A token is good when the key set at hand says so; another is fetched only once this one is too old.
    async fn verify(&mut self, token: &str) -> Value {
        let now = self.site.now();
        let kept = self.keys.take().filter(|(fetched, keys)| now < fetched + keys.max_age);
        let (fetched, keys) = match kept {
            Some(kept) => kept,
            None => {
                let url = self.site.url(self.turn, "/oauth2/jwks");
                (now, KeySet::fetch(self.site.gate.http(), &url).await)
            }
        };
        let claims = keys.verify(token).unwrap_or_else(|error| {
            panic!("{} at {}, by keys of {} s ago: {error}", self.client, jwt(token).1["iat"], now - fetched)
        });
        self.keys = Some((fetched, keys));
        claims
    }

    /// Through the browser: silently while the session lives.
    async fn sign_in(&mut self) -> Answer {
        let gate = &self.site.gate;
        let ask = gate.ask(self.client, &[]);
        let mut back = self.browser.get(&ask).await;
        if back.begins_sign_in() {
            back = gate.sign_in(&mut self.browser, &ask, "lin").await;
        }
        let code = back.answer("code").unwrap_or_else(|| panic!("{back:?}"));
        gate.redeem(self.client, &code, &[]).await
    }

    async fn refresh(&mut self) -> Answer {
        let form = [("grant_type", "refresh_token"), ("refresh_token", self.refresh_token.as_str())];
        let request = self.site.gate.http().post(self.site.url(self.turn, "/oauth2/token")).form(&form);
        Answer::of(request.basic_auth(self.client, Some(CLIENT_SECRET))).await
    }

    /// Fresh tokens, verified; and those of before, until they lapse.
    async fn go_on(&mut self) {
        self.turn += 1;
        let tokens = if self.turn % 3 == 1 { self.sign_in().await } else { self.refresh().await };
        assert_eq!(tokens.status, 200, "{tokens:?}");
        self.refresh_token = tokens.text("refresh_token");
        for name in ["id_token", "access_token"] {
            let token = tokens.text(name);
            let claims = self.verify(&token).await;
            self.tokens.push((claims["exp"].as_i64().unwrap(), token));
        }
        self.signers.insert(jwt(&tokens.text("id_token")).0["kid"].as_str().unwrap().to_owned());
        // The server that did not sign it knows the key too.
        let url = self.site.url(self.turn + 1, "/oauth2/userinfo");
        let request = self.site.gate.http().get(url).bearer_auth(tokens.text("access_token"));
        assert_eq!(Answer::of(request).await.status, 200, "{}", self.client);
        let now = self.site.now();
        self.tokens.retain(|(lapses, _)| *lapses > now);
        if let Some((_, oldest)) = self.tokens.first().cloned() {
            self.verify(&oldest).await;
        }
    }
}

/// Goes on until all is over; the keys that signed.
async fn relying_party(site: Arc<Site>, number: usize) -> BTreeSet<String> {
    let _over = Over(Arc::clone(&site));
    let mut party = Party {
        browser: site.gate.browser(),
        site: Arc::clone(&site),
        client: CLIENTS[number],
        turn: 0,
        refresh_token: String::new(),
        keys: None,
        tokens: Vec::new(),
        signers: BTreeSet::new(),
    };
    while !site.over.load(Ordering::SeqCst) {
        let _the_same_day = site.days.read().await;
        party.go_on().await;
        site.turns[number].fetch_add(1, Ordering::SeqCst);
    }
    party.signers
}

on_each_database! {
    async fn a_cached_key_set_verifies_every_token_through_three_rotations(kind) {
        let site = Arc::new(Site::start(kind).await);
        let parties: Vec<_> = (0..CLIENTS.len()).map(|n| tokio::spawn(relying_party(Arc::clone(&site), n))).collect();
        let mut turn = 0;
        for _ in 0..3 {
            for _ in 0..STEPS {
                turn += 1;
                site.step(turn).await;
            }
            let _nobody_asks = site.days.write().await;
            site.gate.clock.advance(i64::try_from(8 * DAY).unwrap());
        }
        for _ in 0..STEPS {
            turn += 1;
            site.step(turn).await;
        }
        site.over.store(true, Ordering::SeqCst);
        for party in parties {
            let signers = party.await.unwrap();
            assert_eq!(signers.len(), 4, "the first keys, and three that came after: {signers:?}");
        }
        let one = KeySet::fetch(site.gate.http(), &site.url(0, "/oauth2/jwks")).await.json;
        let two = KeySet::fetch(site.gate.http(), &site.url(1, "/oauth2/jwks")).await.json;
        assert_eq!((one["keys"].as_array().unwrap().len(), &one), (3, &two), "the servers agree");
    }
}
