-- Clients whose secret was replaced: the old one works for a while yet.

ALTER TABLE clients ADD COLUMN old_secret BYTEA;
ALTER TABLE clients ADD COLUMN old_secret_ends_at BIGINT;
