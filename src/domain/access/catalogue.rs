//! Every protected application at one moment, found by host: what a check looks things up in. It never changes; when an
//! application does, another one takes its place.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::access::application::Application;
use crate::domain::access::flaw::Flaw;
use crate::domain::access::host::Host;
use crate::domain::access::original::{Original, Scheme};
use crate::domain::access::refused::Refused;
use crate::domain::access::service::{Service, ServiceToken};
use crate::domain::time::Timestamp;
use crate::domain::token::TokenHash;

/// The folder on every application's host that leads to larkgate.
const OWN_FOLDER: &str = ".larkgate";

/// What the database has of protected applications, as it was written.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Applications, by id.
    pub applications: Vec<StoredApplication>,
    /// Rules of these and of those of the configuration file, by application and in their order.
    pub rules: Vec<StoredRule>,
    /// Service tokens.
    pub tokens: Vec<ServiceToken>,
}

/// An application that was added at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredApplication {
    /// Its id.
    pub id: String,
    /// Its other settings, as the configuration file would have them.
    pub settings: String,
}

/// A rule that was added at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRule {
    /// The application's id.
    pub application: String,
    /// The rule, as the configuration file would have it.
    pub rule: String,
}

/// All applications, and the services that may come to them.
#[derive(Debug, Default)]
pub struct Catalogue {
    at: HashMap<Host, Option<Arc<Application>>>,
    by_id: HashMap<String, Arc<Application>>,
    /// By the hash of the token.
    tokens: HashMap<[u8; 32], (ServiceToken, Arc<Service>)>,
    flaws: Vec<Flaw>,
}

impl Catalogue {
    /// Adds an application at those of its hosts that no other has.
    pub fn add(&mut self, application: Application) {
        let application = Arc::new(application);
        for host in &application.hosts {
            self.at.entry(host.clone()).or_insert_with(|| Some(Arc::clone(&application)));
        }
        self.by_id.insert(application.id.clone(), application);
    }

    /// Closes hosts: nobody passes there, whatever else is said of them.
    pub fn close(&mut self, hosts: &[Host]) {
        self.at.extend(hosts.iter().map(|host| (host.clone(), None)));
    }

    /// Lets a service come by its token.
    pub fn admit(&mut self, token: ServiceToken) {
        // What is no hash is no token's.
        if let Some(digest) = token.hash.digest() {
            let service = Arc::new(Service::from(&token));
            self.tokens.insert(digest, (token, service));
        }
    }

    /// Notes what is wrong.
    pub fn note(&mut self, flaw: Flaw) {
        self.flaws.push(flaw);
    }

    /// Finds the application that `original` is for. Plain text will do only where larkgate itself is reached so.
    ///
    /// # Errors
    /// When there is none that can be decided about, or the request is not protected on its way.
    pub fn find(&self, original: &Original, https: bool) -> Result<&Arc<Application>, Refused> {
        Self::refuse_unsafe(original, https)?;
        self.at(original.host())
    }

    /// Refuses a request that is for no application, whichever is at the host.
    ///
    /// # Errors
    /// When it is not protected on its way, or for larkgate's own pages.
    pub fn refuse_unsafe(original: &Original, https: bool) -> Result<(), Refused> {
        if https && original.scheme() == Scheme::Http {
            Err(Refused::NotHttps)
        } else if original.path().as_str().split('/').nth(1) == Some(OWN_FOLDER) {
            Err(Refused::OwnPath)
        } else {
            Ok(())
        }
    }

    /// The application at a host.
    ///
    /// # Errors
    /// When there is none, or none that can be decided about.
    pub fn at(&self, host: &Host) -> Result<&Arc<Application>, Refused> {
        self.at.get(host).ok_or(Refused::NoApplication)?.as_ref().ok_or(Refused::Unusable)
    }

    /// The application with this id.
    pub fn named(&self, id: &str) -> Option<&Arc<Application>> {
        self.by_id.get(id)
    }

    /// Every application, by id.
    pub fn applications(&self) -> Vec<&Arc<Application>> {
        let mut applications: Vec<_> = self.by_id.values().collect();
        applications.sort_by(|one, other| one.id.cmp(&other.id));
        applications
    }

    /// The service that comes to `application` by the token with this hash, if it is good there at `now`.
    pub fn service(&self, hash: &TokenHash, application: &str, now: Timestamp) -> Option<&Arc<Service>> {
        let (token, service) = self.tokens.get(&hash.digest()?)?;
        (token.application == application && token.is_live(now)).then_some(service)
    }

    /// What is wrong with applications and rules of the database.
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
