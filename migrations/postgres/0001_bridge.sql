-- The bridge: accounts and their bindings, attempts, sessions, grants and what belongs to them, clients, keys, audit.
-- Times are seconds since 1970; secrets are stored as SHA-256 only; private keys are sealed.

CREATE TABLE accounts (
    id            TEXT   PRIMARY KEY,
    sub           TEXT   NOT NULL UNIQUE,
    enabled       BOOLEAN NOT NULL,
    name          TEXT,
    en_name       TEXT,
    email         TEXT,
    mobile        TEXT,
    picture       TEXT,
    employee_no   TEXT,
    created_at    BIGINT  NOT NULL,
    updated_at    BIGINT  NOT NULL,
    last_login_at BIGINT  NOT NULL
);
CREATE INDEX accounts_by_age ON accounts (created_at, id);

-- One row binds one upstream identity to one account. The reference is checked at commit, so that the row that decides
-- a race between two first logins is written before the account it names.
CREATE TABLE bindings (
    connector  TEXT  NOT NULL,
    open_id    TEXT  NOT NULL,
    account_id TEXT  NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    union_id   TEXT,
    user_id    TEXT,
    tenant_key TEXT  NOT NULL,
    bound_at   BIGINT NOT NULL,
    PRIMARY KEY (connector, open_id)
);
CREATE INDEX bindings_by_account ON bindings (account_id);

CREATE TABLE auth_requests (
    handle     BYTEA PRIMARY KEY,
    browser    BYTEA NOT NULL,
    purpose    TEXT   NOT NULL,
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    taken_at   BIGINT,
    done_at    BIGINT
);
CREATE INDEX auth_requests_by_expiry ON auth_requests (expires_at);

CREATE TABLE sessions (
    id         TEXT   PRIMARY KEY,
    token      BYTEA NOT NULL UNIQUE,
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    auth_time  BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE grants (
    id         TEXT  PRIMARY KEY,
    client_id  TEXT  NOT NULL,
    account_id TEXT  NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id TEXT  NOT NULL,
    scope      TEXT  NOT NULL,
    auth_time  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX grants_by_account ON grants (account_id);
CREATE INDEX grants_by_expiry ON grants (expires_at);

-- Spent codes and tokens stay until they lapse, so that a replay is recognised.
CREATE TABLE authorization_codes (
    hash           BYTEA PRIMARY KEY,
    grant_id       TEXT   NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id      TEXT   NOT NULL,
    redirect_uri   TEXT   NOT NULL,
    code_challenge TEXT,
    nonce          TEXT,
    expires_at     BIGINT  NOT NULL,
    spent_at       BIGINT
);
CREATE INDEX authorization_codes_by_grant ON authorization_codes (grant_id);

CREATE TABLE refresh_tokens (
    hash       BYTEA PRIMARY KEY,
    grant_id   TEXT   NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id  TEXT   NOT NULL,
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    spent_at   BIGINT
);
CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

CREATE TABLE clients (
    id            TEXT   PRIMARY KEY,
    name          TEXT   NOT NULL,
    secret        BYTEA,
    redirect_uris TEXT   NOT NULL, -- JSON array
    scope         TEXT   NOT NULL,
    id_token_alg  TEXT   NOT NULL,
    audience      TEXT,
    require_pkce  BOOLEAN NOT NULL,
    created_at    BIGINT  NOT NULL
);

-- A generation holds one key of each algorithm, made together; two that make the same one at once cannot both win.
CREATE TABLE signing_keys (
    kid        TEXT   PRIMARY KEY,
    algorithm  TEXT   NOT NULL,
    generation BIGINT NOT NULL,
    public_jwk TEXT   NOT NULL,
    sealed     BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    signs_from BIGINT NOT NULL,
    retires_at BIGINT,
    UNIQUE (algorithm, generation)
);

-- Append only.
CREATE TABLE audit_events (
    id         TEXT  PRIMARY KEY,
    at         BIGINT NOT NULL,
    kind       TEXT  NOT NULL,
    account_id TEXT,
    client_id  TEXT,
    identity   TEXT,
    address    TEXT,
    reason     TEXT,
    reference  TEXT
);
CREATE INDEX audit_events_by_time ON audit_events (at, id);
