//! Keys: signing and verifying our JWTs, the JWKS, and the sealing of what must not lie readable in the database.

mod changed;
mod client_keys;
mod foreign;
mod pair;
mod ring;
mod rotation;
mod seal;

pub use changed::KeysChanged;
pub use client_keys::ClientKeys;
pub use foreign::{FOREIGN_ALGORITHMS, ForeignKeys};
pub use ring::KeyRing;
pub use rotation::{RotateError, Rotation, Schedule, rotate, rotate_by, rotate_when_due};
pub use seal::Seal;

/// Longest JWT that is looked at; ours are below 2 kB.
const LONGEST_JWT: usize = 8 * 1024;

/// Why a key could not be made, opened or used. The text is for the log only.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// The sealing key is not the one the database was sealed with, or the row was altered.
    #[error("key {0} cannot be unsealed: is this the sealing key that the database was made with?")]
    Sealed(String),
    /// The sealing key itself is missing or malformed.
    #[error("sealing key: {0}")]
    SealKey(String),
    /// The cryptographic library refused; which operation.
    #[error("{0} failed")]
    Crypto(&'static str),
    /// No key signs with this algorithm now.
    #[error("no {0} key signs at this time")]
    NoSigner(crate::domain::key::Algorithm),
    /// A claim could not be written as JSON.
    #[error("claims: {0}")]
    Claims(#[from] serde_json::Error),
}
