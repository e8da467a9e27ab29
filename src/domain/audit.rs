//! Audit events: who signed in, who was refused and why, what was changed.

use serde_json::Value;

use crate::domain::admin::Who;
use crate::domain::id::AccountId;
use crate::domain::time::Timestamp;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// An account was bound for the first time.
    AccountBound,
    /// Somebody signed in.
    LoginSucceeded,
    /// Somebody who was signed in already came to an application for the first time in the session.
    ApplicationEntered,
    /// Somebody was refused; `reason` says why.
    LoginRefused,
    /// A used code was presented again; what it had given was revoked.
    CodeReplayed,
    /// A used refresh token was presented again; its family was revoked.
    RefreshTokenReplayed,
    /// An account was disabled; its sessions and grants ended.
    AccountDisabled,
    /// An account was enabled again.
    AccountEnabled,
    /// The directory says that somebody is not one of the tenant's people any more, or not at present; their sessions and
    /// grants ended. `reason` says how they are gone.
    AccountGone,
    /// Somebody signed out; `reason` is the session.
    LoggedOut,
    /// A person ended one of their sessions; `reason` is the session.
    SessionEnded,
    /// A person ended all their sessions, and everything that was granted to applications.
    AllSessionsEnded,
    /// A person let a third-party application have what it asked for; `reason` is the scope.
    ConsentGiven,
    /// A person refused it.
    ConsentRefused,
    /// A person took back what an application had of them.
    ConsentWithdrawn,
    /// An application could not be told that a session ended; `reason` says why.
    LogoutNoticeFailed,
    /// An application gave its tokens back.
    GrantRevoked,
    /// A client was registered.
    ClientAdded,
    /// Settings of a client were changed.
    ClientChanged,
    /// Who may enter a client was changed.
    ClientRulesChanged,
    /// Somebody was not let into an application; `reason` says by which rule.
    EntryRefused,
    /// A client got a new secret.
    ClientSecretRotated,
    /// The secret before the present one works no longer.
    ClientOldSecretEnded,
    /// A client was removed.
    ClientRemoved,
    /// A protected application was added.
    ApplicationAdded,
    /// Its settings were changed.
    ApplicationChanged,
    /// It was removed, with its rules and service tokens.
    ApplicationRemoved,
    /// A rule that the database has of an application was added, changed, moved or removed.
    RulesChanged,
    /// A service got a token; `reason` has the token's id and the service.
    ServiceTokenAdded,
    /// A service token was revoked; `reason` as above.
    ServiceTokenRevoked,
    /// A service token was of use for the first time; `reason` as above.
    ServiceTokenFirstUsed,
    /// New signing keys were published.
    KeysRotated,
    /// An administrator ended sessions of an account; `reason` is theirs.
    SessionsEndedByAdmin,
    /// An account was unbound from its identity.
    AccountUnbound,
    /// An account was bound to another identity.
    AccountRebound,
    /// Accounts were exported; `reason` is the form and the filter.
    AccountsExported,
    /// The note on an account was changed.
    AccountNoted,
    /// An account was given a role in administration.
    RoleGranted,
    /// An account's role in administration was taken.
    RoleRevoked,
    /// An API token was made.
    ApiTokenAdded,
    /// An API token was revoked.
    ApiTokenRevoked,
    /// A link to the console was printed on the server.
    LoginLinkMade,
    /// Somebody came in by such a link.
    LoginLinkUsed,
}

impl EventKind {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountBound => "account.bound",
            Self::LoginSucceeded => "login.succeeded",
            Self::ApplicationEntered => "application.entered",
            Self::LoginRefused => "login.refused",
            Self::CodeReplayed => "code.replayed",
            Self::RefreshTokenReplayed => "refresh_token.replayed",
            Self::AccountDisabled => "account.disabled",
            Self::AccountEnabled => "account.enabled",
            Self::AccountGone => "account.gone",
            Self::LoggedOut => "logout",
            Self::SessionEnded => "session.ended",
            Self::AllSessionsEnded => "session.all_ended",
            Self::ConsentGiven => "consent.given",
            Self::ConsentRefused => "consent.refused",
            Self::ConsentWithdrawn => "consent.withdrawn",
            Self::LogoutNoticeFailed => "logout_notice.failed",
            Self::GrantRevoked => "grant.revoked",
            Self::ClientAdded => "client.added",
            Self::ClientChanged => "client.changed",
            Self::ClientRulesChanged => "client.rules_changed",
            Self::EntryRefused => "application.refused",
            Self::ClientSecretRotated => "client.secret_rotated",
            Self::ClientOldSecretEnded => "client.old_secret_ended",
            Self::ClientRemoved => "client.removed",
            Self::ApplicationAdded => "application.added",
            Self::ApplicationChanged => "application.changed",
            Self::ApplicationRemoved => "application.removed",
            Self::RulesChanged => "application.rules_changed",
            Self::ServiceTokenAdded => "service_token.added",
            Self::ServiceTokenRevoked => "service_token.revoked",
            Self::ServiceTokenFirstUsed => "service_token.first_used",
            Self::KeysRotated => "keys.rotated",
            Self::SessionsEndedByAdmin => "account.sessions_ended",
            Self::AccountUnbound => "account.unbound",
            Self::AccountRebound => "account.rebound",
            Self::AccountsExported => "accounts.exported",
            Self::AccountNoted => "account.noted",
            Self::RoleGranted => "role.granted",
            Self::RoleRevoked => "role.revoked",
            Self::ApiTokenAdded => "api_token.added",
            Self::ApiTokenRevoked => "api_token.revoked",
            Self::LoginLinkMade => "login_link.made",
            Self::LoginLinkUsed => "login_link.used",
        }
    }
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
