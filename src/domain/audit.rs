//! Audit events: who signed in, who was refused and why, what was changed.

use serde_json::Value;

use crate::domain::admin::Who;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal;)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum EventKind { $($(#[$doc])* $kind,)* }

        impl EventKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The stored name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    /// An account was bound for the first time.
    AccountBound = "account.bound";
    /// Somebody signed in.
    LoginSucceeded = "login.succeeded";
    /// Somebody who was signed in already came to an application for the first time in the session.
    ApplicationEntered = "application.entered";
    /// Somebody was refused; `reason` says why.
    LoginRefused = "login.refused";
    /// A used code was presented again; what it had given was revoked.
    CodeReplayed = "code.replayed";
    /// A used refresh token was presented again; its family was revoked.
    RefreshTokenReplayed = "refresh_token.replayed";
    /// An account was disabled; its sessions and grants ended.
    AccountDisabled = "account.disabled";
    /// An account was enabled again.
    AccountEnabled = "account.enabled";
    /// The directory says that somebody is not one of the tenant's people any more, or not at present; their sessions and
    /// grants ended. `reason` says how they are gone.
    AccountGone = "account.gone";
    /// Somebody signed out; `reason` is the session.
    LoggedOut = "logout";
    /// A person ended one of their sessions; `reason` is the session.
    SessionEnded = "session.ended";
    /// A person ended all their sessions, and everything that was granted to applications.
    AllSessionsEnded = "session.all_ended";
    /// A person let a third-party application have what it asked for; `reason` is the scope.
    ConsentGiven = "consent.given";
    /// A person refused it.
    ConsentRefused = "consent.refused";
    /// A person took back what an application had of them.
    ConsentWithdrawn = "consent.withdrawn";
    /// An application could not be told that a session ended; `reason` says why.
    LogoutNoticeFailed = "logout_notice.failed";
    /// An application gave its tokens back.
    GrantRevoked = "grant.revoked";
    /// A client was registered.
    ClientAdded = "client.added";
    /// Settings of a client were changed.
    ClientChanged = "client.changed";
    /// Who may enter a client was changed.
    ClientRulesChanged = "client.rules_changed";
    /// Somebody was not let into an application; `reason` says by which rule.
    EntryRefused = "application.refused";
    /// A client got a new secret.
    ClientSecretRotated = "client.secret_rotated";
    /// The secret before the present one works no longer.
    ClientOldSecretEnded = "client.old_secret_ended";
    /// A client was removed.
    ClientRemoved = "client.removed";
    /// A protected application was added.
    ApplicationAdded = "application.added";
    /// Its settings were changed.
    ApplicationChanged = "application.changed";
    /// It was removed, with its rules and service tokens.
    ApplicationRemoved = "application.removed";
    /// A rule that the database has of an application was added, changed, moved or removed.
    RulesChanged = "application.rules_changed";
    /// A service got a token; `reason` has the token's id and the service.
    ServiceTokenAdded = "service_token.added";
    /// A service token was revoked; `reason` as above.
    ServiceTokenRevoked = "service_token.revoked";
    /// A service token was of use for the first time; `reason` as above.
    ServiceTokenFirstUsed = "service_token.first_used";
    /// New signing keys were published.
    KeysRotated = "keys.rotated";
    /// An administrator ended sessions of an account; `reason` is theirs.
    SessionsEndedByAdmin = "account.sessions_ended";
    /// An account was unbound from its identity.
    AccountUnbound = "account.unbound";
    /// An account was bound to another identity.
    AccountRebound = "account.rebound";
    /// Accounts were exported; `reason` is the form and the filter.
    AccountsExported = "accounts.exported";
    /// The note on an account was changed.
    AccountNoted = "account.noted";
    /// An account was given a role in administration.
    RoleGranted = "role.granted";
    /// An account's role in administration was taken.
    RoleRevoked = "role.revoked";
    /// An API token was made.
    ApiTokenAdded = "api_token.added";
    /// An API token was revoked.
    ApiTokenRevoked = "api_token.revoked";
    /// A link to the console was printed on the server.
    LoginLinkMade = "login_link.made";
    /// Somebody came in by such a link.
    LoginLinkUsed = "login_link.used";
    /// Lines of this log were exported; `reason` is the form and the filter.
    AuditExported = "audit.exported";
    /// A signing key was retired before its time; `reason` is the administrator's.
    KeyRetired = "key.retired";
    /// An administrator had a connector try its credentials; `reason` is what came of it.
    ConnectorChecked = "connector.checked";
}

/// One line of the audit log, which gets its id when it is written; never carries a secret.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Whom it concerns, where an account exists.
    pub account: Option<AccountId>,
    /// The application concerned.
    pub client_id: Option<String>,
    /// The upstream identity concerned, as `connector:open_id`; also for people who have no account.
    pub identity: Option<String>,
    /// Address of the caller.
    pub address: Option<String>,
    /// Why, in a fixed word, with the upstream's code where there is one.
    pub reason: Option<String>,
    /// The reference number the person was shown.
    pub reference: Option<String>,
    /// Who did it, where that is an administrator.
    pub actor: Option<Who>,
    /// What was changed: `{"before": …, "after": …}`.
    pub change: Option<Value>,
}

impl AuditEvent {
    /// An event of which only the kind is known yet.
    pub fn new(at: Timestamp, kind: EventKind) -> Self {
        Self {
            at,
            kind,
            account: None,
            client_id: None,
            identity: None,
            address: None,
            reason: None,
            reference: None,
            actor: None,
            change: None,
        }
    }
}
