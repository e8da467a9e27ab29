-- Clients whose secret was replaced: the old one works for a while yet.

ALTER TABLE clients ADD COLUMN old_secret BLOB;
ALTER TABLE clients ADD COLUMN old_secret_ends_at INTEGER;
