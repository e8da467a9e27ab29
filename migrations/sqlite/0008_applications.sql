-- Applications behind reverse proxies that were added at run time; those of the configuration file are never here. Settings
-- and rules are written as the file has them (TOML), so that one reader judges both.

CREATE TABLE applications (
    id         TEXT    PRIMARY KEY,
    settings   TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rules of any application, tried in the order of their positions and before those of the file.
CREATE TABLE application_rules (
    application TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    rule        TEXT    NOT NULL,
    PRIMARY KEY (application, position)
) STRICT, WITHOUT ROWID;

-- Tokens by which services come to an application.
CREATE TABLE service_tokens (
    id           TEXT    PRIMARY KEY,
    application  TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX service_tokens_by_application ON service_tokens (application);

-- One row, which whoever changes any of these counts up and so holds: changes are made one after another, and whoever
-- remembers what was read sees by it whether that is still so.
CREATE TABLE applications_revision (
    id       TEXT    PRIMARY KEY CHECK (id = 'applications'),
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO applications_revision (id, revision) VALUES ('applications', 0);
