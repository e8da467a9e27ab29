-- Accounts are found by words, each an exact key, in the order of the list: however many accounts a word has, a page of them is
-- read from where it begins.

-- `search_terms` are the words that the account has in `account_terms`, one a line; NULL until the program has made them.
ALTER TABLE accounts ADD COLUMN search_terms TEXT;
CREATE INDEX accounts_without_terms ON accounts (id) WHERE search_terms IS NULL;

CREATE TABLE account_terms (
    term       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT           NOT NULL, -- the account's
    account_id TEXT             NOT NULL,
    PRIMARY KEY (term, created_at, account_id)
);

-- Accounts named by an id of Feishu's.
CREATE INDEX bindings_by_open_id ON bindings (open_id);
CREATE INDEX bindings_by_union_id ON bindings (union_id);
