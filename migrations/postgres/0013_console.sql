-- The console: signing in to it while the upstream is down, and people counted by their last sign-in.

-- `hash` is of the link's secret. A link is good once.
CREATE TABLE login_links (
    hash       BYTEA   PRIMARY KEY,
    account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL,
    used_at    BIGINT
);
CREATE INDEX login_links_by_account ON login_links (account_id);
CREATE INDEX login_links_by_expiry ON login_links (expires_at);

-- A session that no upstream stands behind opens the console and nothing else.
ALTER TABLE sessions ADD COLUMN for_console BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX accounts_by_last_login ON accounts (last_login_at);
