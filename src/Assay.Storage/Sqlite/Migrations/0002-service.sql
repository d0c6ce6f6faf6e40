-- When the service offers an owed verdict: 0 at once, else not before that time; NULL where a run sees to it, and when it is no longer owed.
ALTER TABLE outcomes ADD COLUMN due_at INTEGER;
CREATE INDEX outcomes_due ON outcomes (judge_version_key, due_at, response_key) WHERE due_at IS NOT NULL;

-- How many outcomes there are, by the hour (since 1970 UTC) in which the response was received. Kept with every change of an outcome, so
-- that the ledger's equation costs nothing to ask for.
CREATE TABLE tallies (
    judge_version_key INTEGER NOT NULL REFERENCES judge_versions,
    hour              INTEGER NOT NULL,
    state             INTEGER NOT NULL,
    reason            TEXT    NOT NULL,         -- of unscored and skipped; else empty
    outcomes          INTEGER NOT NULL,
    PRIMARY KEY (judge_version_key, hour, state, reason)
) WITHOUT ROWID;
INSERT INTO tallies
    SELECT judge_version_key, received_at / 3600000, state, coalesce(reason, ''), count(*)
    FROM outcomes JOIN responses USING (response_key) GROUP BY 1, 2, 3, 4;

-- What was answered to a request that named itself, so that sending it again changes nothing and gets the same answer.
CREATE TABLE idempotency_keys (
    key       TEXT    NOT NULL PRIMARY KEY,
    body_hash BLOB    NOT NULL,
    status    INTEGER NOT NULL,                     -- of the answer
    answer    BLOB    NOT NULL,
    saved_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (saved_at);
