-- Administration: who may do what, tokens for programs, and an audit log that says who changed what.

-- The first owners are named in the configuration; everybody else is here.
CREATE TABLE roles (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL
);

CREATE TABLE api_tokens (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    hash         BYTEA NOT NULL UNIQUE,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT
);

ALTER TABLE accounts ADD COLUMN note TEXT;

-- `actor` is who did it, where that is not the account concerned; `change` is JSON, {"before": …, "after": …}.
ALTER TABLE audit_events ADD COLUMN actor TEXT;
ALTER TABLE audit_events ADD COLUMN change TEXT;
CREATE INDEX audit_events_by_kind ON audit_events (kind, at, id);
CREATE INDEX audit_events_by_client ON audit_events (client_id, at, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor, at, id);
CREATE INDEX audit_events_by_reference ON audit_events (reference);
