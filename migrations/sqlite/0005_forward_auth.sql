-- Sessions at applications behind reverse proxies. Each belongs to one application, and is good for as long as the chain of
-- sessions at larkgate is that it came from.

CREATE TABLE application_sessions (
    id          TEXT    PRIMARY KEY,
    token       BLOB    NOT NULL UNIQUE,
    application TEXT    NOT NULL,
    account_id  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    chain       TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX application_sessions_by_chain ON application_sessions (chain);
CREATE INDEX application_sessions_by_account ON application_sessions (account_id);
CREATE INDEX application_sessions_by_expiry ON application_sessions (expires_at);

-- What carries somebody who signed in from our host to the application's, once. `binding` is the hash of a secret that the
-- browser has from the application's host.
CREATE TABLE application_tickets (
    hash         BLOB    PRIMARY KEY,
    binding      BLOB    NOT NULL,
    application  TEXT    NOT NULL,
    account_id   TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    chain        TEXT    NOT NULL,
    return_to    TEXT    NOT NULL,
    session_ends INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    spent_at     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX application_tickets_by_account ON application_tickets (account_id);
CREATE INDEX application_tickets_by_expiry ON application_tickets (expires_at);
