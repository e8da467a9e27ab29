//! Limits on what anybody can guess or flood: per client, per network, per account. Each process counts for itself.
//!
//! At the endpoints for programs only failures count, and whoever has had too many is refused before anything is checked.
//! An honest application never meets them, however busy it is.

mod table;

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::web::Data;
use governor::clock::{Clock, DefaultClock};

use self::table::{Rate, Table};
use crate::app::App;
use crate::domain::id::AccountId;
use crate::views::Refusal;
use crate::web::client_ip;

pub use self::table::RetryAfter;

/// Sign-ins begun from one network: a whole office that opens its morning at the same minute.
const BEGUN_FROM_NETWORK: Rate = Rate { at_once: 300, a_minute: 600 };
/// Sign-ins begun for one client from everywhere, since each writes a row.
const BEGUN_FOR_CLIENT: Rate = Rate { at_once: 3000, a_minute: 6000 };
/// Codes given to one person's applications: a browser full of tabs, but no loop.
const SIGN_INS_OF_ACCOUNT: Rate = Rate { at_once: 60, a_minute: 6 };
/// Forms and returns from Feishu that one network made up.
const FORGERIES_FROM_NETWORK: Rate = Rate { at_once: 100, a_minute: 120 };
/// Failures of one client's authentication from one network.
const FAILURES_OF_CLIENT_FROM_NETWORK: Rate = Rate { at_once: 20, a_minute: 12 };
/// Failures of all kinds from one network.
const FAILURES_FROM_NETWORK: Rate = Rate { at_once: 100, a_minute: 120 };
/// Failures of one client from everywhere: it takes a botnet to lock an honest client out.
const FAILURES_OF_CLIENT: Rate = Rate { at_once: 1000, a_minute: 600 };

/// What failed at an endpoint for programs, and so against whom it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure<'a> {
    /// A registered client was not authenticated: against it from here, against it from everywhere, and against here.
    Authentication(&'a str),
    /// A code or refresh token is worth nothing, sent by a public client, which anybody can pose as: against the client
    /// from everywhere, and against here.
    PublicGrant(&'a str),
    /// The same by a client that proved who it is: against itself alone, as others share its network.
    ProvenGrant(&'a str),
    /// A bearer token is worth nothing, or there is no such client: against here alone. Nobody can fill our memory with
    /// names of their own.
    Anonymous,
}

/// The limits of one process.
pub struct Limits<C: Clock = DefaultClock> {
    begun_from: Table<IpAddr, C>,
    begun_for: Table<String, C>,
    sign_ins: Table<AccountId, C>,
    forgeries: Table<IpAddr, C>,
    client_here: Table<(String, IpAddr), C>,
    here: Table<IpAddr, C>,
    client: Table<String, C>,
}

impl Default for Limits {
    fn default() -> Self {
        Self::with_room(1)
    }
}

impl Limits {
    /// Limits that let `times` as much through at once: a test does in a second what people do in a week.
    pub fn with_room(times: u32) -> Self {
        Self::new(times, &DefaultClock::default())
    }

    /// Those of the server that answers `request`.
    pub fn of(request: &HttpRequest) -> Option<&Self> {
        request.app_data::<Data<Self>>().map(|limits| &***limits)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn new(times: u32, clock: &C) -> Self {
        let rate = |rate: Rate| Rate { at_once: rate.at_once.saturating_mul(times), ..rate };
        Self {
            begun_from: Table::new(rate(BEGUN_FROM_NETWORK), clock.clone()),
            begun_for: Table::new(rate(BEGUN_FOR_CLIENT), clock.clone()),
            sign_ins: Table::new(rate(SIGN_INS_OF_ACCOUNT), clock.clone()),
            forgeries: Table::new(rate(FORGERIES_FROM_NETWORK), clock.clone()),
            client_here: Table::new(rate(FAILURES_OF_CLIENT_FROM_NETWORK), clock.clone()),
            here: Table::new(rate(FAILURES_FROM_NETWORK), clock.clone()),
            client: Table::new(rate(FAILURES_OF_CLIENT), clock.clone()),
        }
    }

    /// Counts the beginning of a sign-in, for a registered client or for the person's own page.
    ///
    /// # Errors
    /// When the network, or everybody for this client, has begun too many.
    pub fn begin(&self, client_id: Option<&str>, address: Option<IpAddr>) -> Result<(), RetryAfter> {
        address.map_or(Ok(()), |address| self.begun_from.count(network(address)))?;
        client_id.map_or(Ok(()), |client| self.begun_for.count(client.to_owned()))
    }

    /// Counts a sign-in to an application, whether or not it went by Feishu.
    ///
    /// # Errors
    /// When the account has had too many.
    pub fn sign_in(&self, account: &AccountId) -> Result<(), RetryAfter> {
        self.sign_ins.count(account.clone())
    }

    /// Whether this network may send a form, or somebody back from Feishu.
    ///
    /// # Errors
    /// When it has made up too many.
    pub fn may_return(&self, address: Option<IpAddr>) -> Result<(), RetryAfter> {
        address.map_or(Ok(()), |address| self.forgeries.look(|| network(address)))
    }

    /// Counts one that was made up.
    pub fn forged(&self, address: Option<IpAddr>) {
        if let Some(address) = address {
            let _full = self.forgeries.count(network(address));
        }
    }

    /// Whether a program may try: as the client it names, if it names one, from this network.
    ///
    /// # Errors
    /// When there were too many failures.
    pub fn may_try(&self, client_id: Option<&str>, address: Option<IpAddr>) -> Result<(), RetryAfter> {
        let here = address.map(network);
        here.map_or(Ok(()), |here| self.here.look(|| here))?;
        let Some(client_id) = client_id else { return Ok(()) };
        self.client.look(|| client_id.to_owned())?;
        here.map_or(Ok(()), |here| self.client_here.look(|| (client_id.to_owned(), here)))
    }

    /// Counts a failure. The client that it names is a registered one.
    pub fn failed(&self, failure: Failure<'_>, address: Option<IpAddr>) {
        let here = address.map(network);
        let (client, counts_here) = match failure {
            Failure::Authentication(client) => {
                if let Some(here) = here {
                    let _full = self.client_here.count((client.to_owned(), here));
                }
                (Some(client), true)
            }
            Failure::PublicGrant(client) => (Some(client), true),
            Failure::ProvenGrant(client) => (Some(client), false),
            Failure::Anonymous => (None, true),
        };
        if let Some(client) = client {
            let _full = self.client.count(client.to_owned());
        }
        if let Some(here) = here.filter(|_| counts_here) {
            let _full = self.here.count(here);
        }
    }

    /// Forgets what is long past.
    pub fn sweep(&self) {
        self.begun_from.sweep();
        self.begun_for.sweep();
        self.sign_ins.sweep();
        self.forgeries.sweep();
        self.client_here.sweep();
        self.here.sweep();
        self.client.sweep();
    }
}

/// Whether whoever sent `request` may send a form, or come back from Feishu.
///
/// # Errors
/// When their network has made up too many.
pub fn may_return(app: &App, request: &HttpRequest) -> Result<(), Refusal> {
    let asked = Limits::of(request).map_or(Ok(()), |limits| limits.may_return(client_ip::of(app, request)));
    Ok(asked?)
}

/// Counts a form, or a return from Feishu, that was made up.
pub fn forged(app: &App, request: &HttpRequest) {
    if let Some(limits) = Limits::of(request) {
        limits.forged(client_ip::of(app, request));
    }
}

/// Counts a sign-in of `account` to an application.
///
/// # Errors
/// When it has had too many.
pub fn sign_in(request: &HttpRequest, account: &AccountId) -> Result<(), Refusal> {
    Ok(Limits::of(request).map_or(Ok(()), |limits| limits.sign_in(account))?)
}

impl From<RetryAfter> for Refusal {
    fn from(wait: RetryAfter) -> Self {
        Self::TooManyAttempts { seconds: wait.seconds() }
    }
}

/// One subscriber has a whole IPv6 /64 to choose from, and is the same by whichever way an IPv4 address is written.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests;
