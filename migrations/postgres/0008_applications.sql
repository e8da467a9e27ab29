-- Applications behind reverse proxies that were added at run time; those of the configuration file are never here. Settings
-- and rules are written as the file has them (TOML), so that one reader judges both.

CREATE TABLE applications (
    id         TEXT    PRIMARY KEY,
    settings   TEXT    NOT NULL,
    created_at BIGINT  NOT NULL
);

-- Rules of any application, tried in the order of their positions and before those of the file.
CREATE TABLE application_rules (
    application TEXT    NOT NULL,
    position    BIGINT  NOT NULL,
    rule        TEXT    NOT NULL,
    PRIMARY KEY (application, position)
);

-- Tokens by which services come to an application.
CREATE TABLE service_tokens (
    id           TEXT    PRIMARY KEY,
    application  TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    hash         BYTEA   NOT NULL UNIQUE,
    created_at   BIGINT  NOT NULL,
    expires_at   BIGINT,
    revoked_at   BIGINT,
    last_used_at BIGINT
);
CREATE INDEX service_tokens_by_application ON service_tokens (application);

-- One row, which whoever changes any of these counts up and so holds: changes are made one after another, and whoever
-- remembers what was read sees by it whether that is still so.
CREATE TABLE applications_revision (
    id       TEXT    PRIMARY KEY CHECK (id = 'applications'),
    revision BIGINT  NOT NULL
);
INSERT INTO applications_revision (id, revision) VALUES ('applications', 0);
