-- Whoever is unbound stays out, and an API token is worth no more than the person behind it.

-- Identities that were unbound and have not been bound since.
CREATE TABLE unbound_identities (
    connector  TEXT   NOT NULL,
    open_id    TEXT   NOT NULL,
    unbound_at BIGINT NOT NULL,
    PRIMARY KEY (connector, open_id)
);

-- Who made the token, or the token that it was made with, and so on. Nobody is behind an empty one, which is refused.
ALTER TABLE api_tokens ADD COLUMN behind TEXT NOT NULL DEFAULT '';
WITH RECURSIVE made (id, behind) AS (
    SELECT id, created_by FROM api_tokens WHERE created_by NOT IN (SELECT id FROM api_tokens)
    UNION ALL SELECT t.id, made.behind FROM made JOIN api_tokens t ON t.created_by = made.id
)
UPDATE api_tokens SET behind = (SELECT made.behind FROM made WHERE made.id = api_tokens.id)
WHERE id IN (SELECT id FROM made);
