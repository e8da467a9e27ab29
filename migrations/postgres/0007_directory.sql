-- Where people stand in the tenant's directory: what was read as JSON, as of when, and when it is to be read again. Without
-- `memberships` nothing is known; without `directory_next_at` nobody is waiting for more.

ALTER TABLE bindings ADD COLUMN memberships TEXT;
ALTER TABLE bindings ADD COLUMN memberships_read_at BIGINT;
ALTER TABLE bindings ADD COLUMN directory_next_at BIGINT;
CREATE INDEX bindings_by_directory ON bindings (connector, directory_next_at);
CREATE INDEX bindings_by_reading ON bindings (connector, memberships_read_at) WHERE memberships IS NOT NULL;
