//! Owns the state of one simulated Feishu: plain data behind one lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::apps::App;
use crate::clock::Clock;
use crate::codes::Codes;
use crate::config::{Brand, Config};
use crate::events::EventBox;
use crate::faults::Fault;
use crate::messages::Message;
use crate::organisation::{Department, Group, departments, groups};
use crate::people::{Obstacle, Person, people};
use crate::qr::QrSession;
use crate::record::Record;
use crate::tenant_token::AppToken;
use crate::tokens::Tokens;

/// What the handlers share.
pub(crate) struct Sim {
    world: Mutex<World>,
    /// How often all faults were taken away; what is held waits for the next time.
    pub(crate) cleared: watch::Sender<u64>,
    pub(crate) http: reqwest::Client,
}

pub(crate) struct World {
    pub(crate) base_url: String,
    pub(crate) brand: Brand,
    pub(crate) clock: Clock,
    /// The app under test first, then the other one.
    pub(crate) apps: Vec<App>,
    pub(crate) tenant_key: String,
    pub(crate) tenant_name: String,
    pub(crate) people: Vec<Person>,
    pub(crate) departments: Vec<Department>,
    pub(crate) groups: Vec<Group>,
    /// Whether the contact range is "all members", which reading the root department needs.
    pub(crate) all_members: bool,
    pub(crate) codes: Codes,
    pub(crate) tokens: Tokens,
    /// Everything a person ever granted to an app: grants are cumulative.
    pub(crate) granted: HashMap<(String, String), BTreeSet<String>>,
    pub(crate) app_tokens: Vec<AppToken>,
    pub(crate) qr_sessions: BTreeMap<String, QrSession>,
    pub(crate) messages: Vec<Message>,
    pub(crate) events: EventBox,
    pub(crate) faults: Vec<Fault>,
    pub(crate) record: Record,
    /// Slug of the person signed in to the Feishu client, for silent login inside it.
    pub(crate) client_person: Option<String>,
    pub(crate) v3_takes_page_codes: bool,
}

impl Sim {
    pub(crate) fn new(world: World, http: reqwest::Client) -> Self {
        Self { world: Mutex::new(world), cleared: watch::Sender::new(0), http }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    pub(crate) fn new(config: &Config, base_url: &str) -> Self {
        let mut record = Record::default();
        for secret in [&config.app_secret, &config.other_app_secret] {
            record.secret("app_secret", secret);
        }
        Self {
            base_url: base_url.into(),
            brand: config.brand,
            clock: Clock::default(),
            apps: vec![App::of(config), App::other(config)],
            tenant_key: config.tenant_key.clone(),
            tenant_name: config.tenant_name.clone(),
            people: people(config),
            departments: departments(),
            groups: groups(),
            all_members: true,
            codes: Codes::default(),
            tokens: Tokens::default(),
            granted: HashMap::new(),
            app_tokens: Vec::new(),
            qr_sessions: BTreeMap::new(),
            messages: Vec::new(),
            events: EventBox::new(&config.events, &mut record),
            faults: Vec::new(),
            record,
            client_person: None,
            v3_takes_page_codes: config.v3_takes_page_codes.unwrap_or(config.brand == Brand::Feishu),
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(crate) fn app(&self, app_id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.app_id == app_id)
    }

    pub(crate) fn person(&self, slug: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.slug == slug)
    }

    /// By slug, or by the open_id of that app.
    pub(crate) fn person_named(&self, app_id: &str, name: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.slug == name || person.open_id(app_id) == name)
    }

    /// What stands between a person and a token of an app, the app's own state first.
    pub(crate) fn obstacle(&self, app_id: &str, slug: &str) -> Option<Obstacle> {
        let Some(person) = self.person(slug) else { return Some(Obstacle::Unknown) };
        match self.app(app_id) {
            Some(app) if !app.installed => Some(Obstacle::NotInstalled),
            Some(app) if !app.enabled => Some(Obstacle::AppOff),
            _ => person.obstacle(),
        }
    }
}
