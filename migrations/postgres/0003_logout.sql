-- Where a client may have the browser sent after logout (OpenID Connect RP-Initiated Logout §3.1), a JSON array.

ALTER TABLE clients ADD COLUMN post_logout_redirect_uris TEXT NOT NULL DEFAULT '[]';
CREATE INDEX grants_by_session ON grants (session_id);
