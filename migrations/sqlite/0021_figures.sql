-- What the overview counts is read from an index alone; what an application was granted is found by one.

DROP INDEX audit_events_by_kind;
CREATE INDEX audit_events_by_kind ON audit_events (kind, at, id, client_id);

-- Without `expires_at`, which every refresh moves.
CREATE INDEX grants_by_client ON grants (client_id, account_id) WHERE revoked_at IS NULL;
CREATE INDEX consents_by_client ON consents (client_id);
