-- What an authorization request asked beyond its scope: claims by name (OpenID Connect Core §5.5) and resources
-- (RFC 8707), both JSON.

ALTER TABLE grants ADD COLUMN claims TEXT NOT NULL DEFAULT '{}';
ALTER TABLE grants ADD COLUMN resources TEXT NOT NULL DEFAULT '[]';
