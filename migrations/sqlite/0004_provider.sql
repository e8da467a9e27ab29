-- A provider for every client: how a client proves itself and what it is given, sessions that idle and that people can
-- tell apart, remembered consent, notices of logout on their way, and what may be used once.

ALTER TABLE clients ADD COLUMN jwks TEXT;
ALTER TABLE clients ADD COLUMN jwks_uri TEXT;
ALTER TABLE clients ADD COLUMN grant_types TEXT NOT NULL DEFAULT 'authorization_code refresh_token';
ALTER TABLE clients ADD COLUMN service_scope TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN claims_in_id_token INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE clients ADD COLUMN userinfo_alg TEXT;
ALTER TABLE clients ADD COLUMN pairwise INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE clients ADD COLUMN third_party INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE clients ADD COLUMN backchannel_logout_uri TEXT;
ALTER TABLE clients ADD COLUMN frontchannel_logout_uri TEXT;

-- `chain` is the id of the first session of a person in a browser: a fresh sign-in makes a new session in the same chain,
-- so that the end of the last one is told to the applications of all.
ALTER TABLE sessions ADD COLUMN chain TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN last_used_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
UPDATE sessions SET chain = id, last_used_at = auth_time;
CREATE INDEX sessions_by_chain ON sessions (chain);

-- What a person lets a third-party application have.
CREATE TABLE consents (
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    client_id  TEXT    NOT NULL,
    scope      TEXT    NOT NULL,
    claims     TEXT    NOT NULL, -- JSON array of names
    resources  TEXT    NOT NULL, -- JSON array
    given_at   INTEGER NOT NULL,
    PRIMARY KEY (account_id, client_id)
) STRICT, WITHOUT ROWID;

-- A session that an application is still to be told the end of (OpenID Connect Back-Channel Logout).
CREATE TABLE logout_notices (
    session_id  TEXT    NOT NULL,
    client_id   TEXT    NOT NULL,
    account_id  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    failure     TEXT,
    PRIMARY KEY (session_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_notices_by_due ON logout_notices (next_try_at);

-- The jti of every client assertion (RFC 7523) until it lapses.
CREATE TABLE client_assertions (
    client_id  TEXT    NOT NULL,
    jti        BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);

-- Access tokens that belong to no grant and were given back before they lapsed.
CREATE TABLE revoked_tokens (
    jti        TEXT    PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

CREATE INDEX audit_events_by_account ON audit_events (account_id, at, id);
