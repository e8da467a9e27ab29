-- The audit log is append-only, its lines are numbered in the order in which they are written, and it may be forwarded.

-- The number of the next line, which is its id. Lines of earlier versions have ids made by chance, all of them larger.
CREATE SEQUENCE audit_order;

-- What retention may remove, in the transaction that says so: lines before `kept_from`. None at any other time.
CREATE TABLE audit_retention (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    kept_from BIGINT
);
INSERT INTO audit_retention (id, kept_from) VALUES (1, NULL);

-- The last line that was forwarded, and who forwards until when.
CREATE TABLE audit_forward (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    forwarded_to TEXT    NOT NULL,
    holder       TEXT,
    held_until   BIGINT  NOT NULL
);
INSERT INTO audit_forward (id, forwarded_to, holder, held_until)
    VALUES (1, 'aud_' || repeat('0', 32), NULL, 0);

CREATE FUNCTION refuse_to_change_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit();

CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at < (SELECT kept_from FROM audit_retention) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION keep_audit();

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
