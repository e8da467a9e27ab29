-- The console: signing in to it while the upstream is down, and people counted by their last sign-in.

-- `hash` is of the link's secret. A link is good once.
CREATE TABLE login_links (
    hash       BLOB    PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX login_links_by_account ON login_links (account_id);
CREATE INDEX login_links_by_expiry ON login_links (expires_at);

-- A session that no upstream stands behind opens the console and nothing else.
ALTER TABLE sessions ADD COLUMN for_console INTEGER NOT NULL DEFAULT FALSE;

CREATE INDEX accounts_by_last_login ON accounts (last_login_at);
