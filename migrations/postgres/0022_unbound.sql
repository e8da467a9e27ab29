-- Whoever is unbound stays out.

-- Identities that were unbound and have not been bound since.
CREATE TABLE unbound_identities (
    connector  TEXT   NOT NULL,
    open_id    TEXT   NOT NULL,
    unbound_at BIGINT NOT NULL,
    PRIMARY KEY (connector, open_id)
);
