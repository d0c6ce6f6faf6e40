-- Batches of a provider: what was asked in them, and the money that they hold. States: 0 preparing, 1 submitted, 2 ended, 3 settled,
-- 4 refused, 5 cancelled; until one of the last three its items wait in it.
CREATE TABLE batches (
    batch_key         INTEGER PRIMARY KEY,
    token             TEXT    NOT NULL UNIQUE,  -- ours; what it is found by where its submission was not confirmed
    run_key           INTEGER NOT NULL REFERENCES runs,
    endpoint          TEXT    NOT NULL,
    model             TEXT    NOT NULL,
    provider_id       TEXT,
    state             INTEGER NOT NULL DEFAULT 0,
    begun_at          INTEGER NOT NULL,         -- also the day whose budget it is charged to
    submitted_at      INTEGER,
    ended_at          INTEGER,
    settled_at        INTEGER,
    deadline_at       INTEGER,
    cancel_asked_at   INTEGER,
    unanswered_whole  INTEGER NOT NULL DEFAULT 0, -- refused or given up: none of it is answered
    error             TEXT,
    items             INTEGER NOT NULL,
    answered          INTEGER NOT NULL DEFAULT 0,
    unanswered        INTEGER NOT NULL DEFAULT 0,
    foreign_results   INTEGER NOT NULL DEFAULT 0,
    duplicate_results INTEGER NOT NULL DEFAULT 0,
    reserved_nano_usd INTEGER NOT NULL,
    held_nano_usd     INTEGER NOT NULL          -- of that, what is not settled yet: the sum over its items
);
CREATE INDEX batches_open ON batches (run_key) WHERE state < 3;

-- One question about one response. The text is rendered from the response again. States: 0 waiting, 1 answered, 2 unanswered.
CREATE TABLE batch_items (
    batch_key     INTEGER NOT NULL REFERENCES batches,
    response_key  INTEGER NOT NULL,
    question      INTEGER NOT NULL,
    sample        INTEGER NOT NULL,
    state         INTEGER NOT NULL DEFAULT 0,
    held_nano_usd INTEGER NOT NULL,
    PRIMARY KEY (batch_key, response_key, question, sample)
) WITHOUT ROWID;
CREATE INDEX batch_items_by_response ON batch_items (response_key);

ALTER TABLE attempts ADD COLUMN lane INTEGER NOT NULL DEFAULT 0; -- 0 live, 1 batch
