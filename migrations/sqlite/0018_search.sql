-- Accounts are found by words, each an exact key, in the order of the list: however many accounts a word has, a page of them is
-- read from where it begins.

-- `search_terms` are the words that the account has in `account_terms`, one a line; `terms_due` that the program is to make them anew.
ALTER TABLE accounts ADD COLUMN search_terms TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN terms_due INTEGER NOT NULL DEFAULT TRUE;
CREATE INDEX accounts_with_terms_due ON accounts (id) WHERE terms_due;

CREATE TABLE account_terms (
    term       TEXT    NOT NULL,
    created_at INTEGER NOT NULL, -- the account's
    account_id TEXT    NOT NULL,
    PRIMARY KEY (term, created_at, account_id)
) STRICT, WITHOUT ROWID;

-- Accounts named by an id of Feishu's.
CREATE INDEX bindings_by_open_id ON bindings (open_id);
CREATE INDEX bindings_by_union_id ON bindings (union_id);
