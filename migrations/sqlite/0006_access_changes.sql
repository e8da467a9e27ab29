-- What changed about who may come in, in the order of the commits: servers that remember sessions follow it. `changes` is a
-- JSON array. `access_feed` has one row, which whoever commits a change holds until then; so its `seq` has no gaps and is
-- the order of the commits.

CREATE TABLE access_feed (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO access_feed (id, seq) VALUES (1, 0);

CREATE TABLE access_changes (
    seq     INTEGER PRIMARY KEY,
    changes TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
