//! What cannot be done as things are.

use crate::domain::admin::Role;
use crate::domain::time::Timestamp;

/// Why something cannot be done as things are. Its text is ASCII, for programs; the console has words of its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// After a rebinding, one account may have as its `sub` what another is bound to.
    #[error("{name} means several accounts; use the id of one")]
    Ambiguous {
        /// What was said.
        name: String,
    },
    /// Whoever shut themselves out could not undo it.
    #[error("nobody can shut themselves out")]
    OwnAccount,
    /// Whose account it is may do as much as the actor, or more.
    #[error("{sub} is {role}; only somebody with more rights can do this")]
    Outranked {
        /// Whose account it is.
        sub: String,
        /// Their role.
        role: Role,
    },
    /// Nobody locks themselves out, or in.
    #[error("nobody can change their own role")]
    OwnRole,
    /// Nobody would be left who could make anybody an owner but on the server.
    #[error("{sub} is the last owner; make somebody else one first")]
    LastOwner {
        /// Who it is.
        sub: String,
    },
    /// The configuration file decides about them.
    #[error("{sub} is an owner by the configuration file; change it there")]
    ConfiguredOwner {
        /// Who it is.
        sub: String,
    },
    /// A disabled account does nothing.
    #[error("{sub} is disabled")]
    Disabled {
        /// Who it is.
        sub: String,
    },
    /// Nothing is bound that could be unbound.
    #[error("{sub} is bound to no identity")]
    Unbound {
        /// Who it is.
        sub: String,
    },
    /// The identity has an account already.
    #[error("that identity is bound to {sub}; unbind it there first")]
    IdentityBound {
        /// Whose it is.
        sub: String,
    },
    /// Clients of the configuration file are changed by editing it.
    #[error("{id} is in the configuration file; change it there")]
    ConfiguredClient {
        /// Its id.
        id: String,
    },
    /// Another client has the id.
    #[error("{id} is registered already")]
    ClientExists {
        /// The id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("the settings of {id} were changed meanwhile; read them again")]
    ClientChanged {
        /// The client.
        id: String,
    },
    /// It proves itself otherwise.
    #[error("{id} has no secret")]
    NoSecret {
        /// The client.
        id: String,
    },
    /// No secret of it but the present one works.
    #[error("{id} has no old secret that still works")]
    NoOldSecret {
        /// The client.
        id: String,
    },
    /// The configuration file has the application.
    #[error("{id} is in the configuration file; change it there")]
    ConfiguredApplication {
        /// The application's id.
        id: String,
    },
    /// The id is taken.
    #[error("there is an application {id} already")]
    ApplicationExists {
        /// The id.
        id: String,
    },
    /// The file has taken the place of what the database has.
    #[error(
        "{id} is in the configuration file and in the database; what the database has of it counts for nothing, \
         until: larkgate application remove {id}"
    )]
    ShadowedApplication {
        /// The application's id.
        id: String,
    },
    /// Something newer or older wrote it.
    #[error("what the database has of {id} cannot be read; remove it and add it anew")]
    UnreadableApplication {
        /// The application's id.
        id: String,
    },
    /// It would be more than a name there.
    #[error("{id} has a host that cannot be written into such a file")]
    UnwritableHost {
        /// The application's id.
        id: String,
    },
    /// Somebody else was faster.
    #[error("protected applications were changed since they were read; read them again")]
    ApplicationsChanged,
    /// The last rotation is not over.
    #[error("the last rotation's keys sign only from {}; rotate again after that", .from.rfc3339())]
    KeysAhead {
        /// From when they do.
        from: Timestamp,
    },
    /// Somebody else rotated at the same moment.
    #[error("somebody else rotated the keys at the same moment")]
    KeysRaced,
    /// Nothing would sign.
    #[error("no other key could sign with {algorithm}; rotate first")]
    OnlyKey {
        /// With what it signs.
        algorithm: &'static str,
    },
    /// The key that is to take over cannot go first.
    #[error("the key does not sign yet; the one before it counts on it")]
    KeyNotSigningYet,
    /// It is retired.
    #[error("the key is retired already")]
    KeyRetired,
    /// They have no role.
    #[error("{sub} has no role")]
    NoRole {
        /// Who it is.
        sub: String,
    },
}
