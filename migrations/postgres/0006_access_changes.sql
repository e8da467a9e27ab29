-- What changed about who may come in, in the order of the commits: servers that remember sessions follow it. `changes` is a
-- JSON array. `access_feed` has one row, which whoever commits a change holds until then; so its `seq` has no gaps and is
-- the order of the commits.

CREATE TABLE access_feed (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq BIGINT  NOT NULL
);
INSERT INTO access_feed (id, seq) VALUES (1, 0);

CREATE TABLE access_changes (
    seq     BIGINT PRIMARY KEY,
    changes TEXT   NOT NULL
);

-- Servers listen, so that they need not wait until they look.
CREATE FUNCTION ring_access_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY access_changes;
    RETURN NULL;
END
$$;
CREATE TRIGGER ring_access_changes AFTER INSERT ON access_changes
    FOR EACH STATEMENT EXECUTE FUNCTION ring_access_changes();
