//! Owns user access tokens and refresh tokens of every generation.

use std::collections::BTreeMap;

use crate::chance;
use crate::world::World;

/// A refresh token ends a year after the person authorized, however often it was renewed.
const CAP_SECONDS: i64 = 365 * 24 * 3600;

/// The endpoint family that issued a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Generation {
    Passport,
    V1,
    Oidc,
    V2,
    V3,
}

#[derive(Clone)]
pub(crate) struct UserToken {
    pub(crate) app_id: String,
    pub(crate) person: String,
    pub(crate) expires_at: i64,
    pub(crate) revoked: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshState {
    Live,
    Used,
    Revoked,
}

/// Whose token, what it may, and since when.
#[derive(Clone)]
pub(crate) struct Authorization {
    pub(crate) app_id: String,
    pub(crate) person: String,
    pub(crate) scope: Vec<String>,
    pub(crate) authorized_at: i64,
}

#[derive(Clone)]
pub(crate) struct RefreshToken {
    pub(crate) authorization: Authorization,
    pub(crate) generation: Generation,
    pub(crate) expires_at: i64,
    pub(crate) state: RefreshState,
    /// The access token issued with it.
    pub(crate) access: String,
}

pub(crate) struct Issued {
    pub(crate) access: String,
    pub(crate) expires_in: i64,
    pub(crate) refresh: Option<String>,
    pub(crate) refresh_expires_in: i64,
}

#[derive(Default)]
pub(crate) struct Tokens {
    pub(crate) access: BTreeMap<String, UserToken>,
    pub(crate) refresh: BTreeMap<String, RefreshToken>,
}

impl Generation {
    /// Seconds of the access token and of the refresh token, odd as they are in practice.
    fn lifetimes(self) -> (i64, i64) {
        match self {
            Self::Passport => (3600, 864_000),
            Self::V1 => (6900, 2_591_700),
            Self::Oidc => (7199, 2_591_999),
            Self::V2 | Self::V3 => (7200, 604_800),
        }
    }

    fn token(self, prefix: &str) -> String {
        match self {
            Self::V2 | Self::V3 => chance::token_like_jwt(),
            Self::Passport | Self::V1 | Self::Oidc => format!("{prefix}{}", chance::hex_text::<11>()),
        }
    }
}

impl World {
    pub(crate) fn issue_tokens(
        &mut self,
        generation: Generation,
        authorization: Authorization,
        with_refresh: bool,
    ) -> Issued {
        let (expires_in, refresh_lifetime) = generation.lifetimes();
        let now = self.now();
        let access = generation.token("u-");
        self.record.secret("user_access_token", &access);
        let token = UserToken {
            app_id: authorization.app_id.clone(),
            person: authorization.person.clone(),
            expires_at: now + expires_in,
            revoked: false,
        };
        self.tokens.access.insert(access.clone(), token);
        let cap = authorization.authorized_at + CAP_SECONDS;
        let refresh_expires_at = (now + refresh_lifetime).min(cap);
        let refresh = with_refresh.then(|| generation.token("ur-"));
        if let Some(value) = &refresh {
            self.record.secret("refresh_token", value);
            let token = RefreshToken {
                authorization,
                generation,
                expires_at: refresh_expires_at,
                state: RefreshState::Live,
                access: access.clone(),
            };
            self.tokens.refresh.insert(value.clone(), token);
        }
        Issued { access, expires_in, refresh, refresh_expires_in: refresh_expires_at - now }
    }
}
