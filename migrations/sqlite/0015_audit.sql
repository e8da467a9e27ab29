-- The audit log is append-only, its lines are numbered in the order in which they are written, and it may be forwarded.

-- The number of the next line, which is its id. Lines of earlier versions have ids made by chance, all of them larger.
CREATE TABLE audit_order (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_order (id, seq) VALUES (1, 1);

-- What retention may remove, in the transaction that says so: lines before `kept_from`. None at any other time.
CREATE TABLE audit_retention (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    kept_from INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO audit_retention (id, kept_from) VALUES (1, NULL);

-- The last line that was forwarded, and who forwards until when.
CREATE TABLE audit_forward (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    forwarded_to TEXT    NOT NULL,
    holder       TEXT,
    held_until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_forward (id, forwarded_to, holder, held_until) VALUES (1, printf('aud_%032x', 0), NULL, 0);

CREATE TRIGGER audit_events_are_counted AFTER INSERT ON audit_events BEGIN
    UPDATE audit_order SET seq = seq + 1;
END;
-- Without this one, INSERT OR REPLACE would delete unasked.
CREATE TRIGGER audit_events_are_not_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
WHEN NOT COALESCE(OLD.at < (SELECT kept_from FROM audit_retention), FALSE) BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- Most lines have no actor, and many no account or application: an index need not have them.
DROP INDEX audit_events_by_account;
DROP INDEX audit_events_by_client;
DROP INDEX audit_events_by_actor;
DROP INDEX audit_events_by_reference;
CREATE INDEX audit_events_by_account ON audit_events (account_id, at, id) WHERE account_id IS NOT NULL;
CREATE INDEX audit_events_by_client ON audit_events (client_id, at, id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_events_by_actor ON audit_events (actor, at, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_events_by_reference ON audit_events (reference, at, id) WHERE reference IS NOT NULL;
CREATE INDEX audit_events_by_address ON audit_events (address, at, id) WHERE address IS NOT NULL;
