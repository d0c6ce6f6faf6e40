-- Money is in billionths of a USD, rounded up. Times are milliseconds since 1970 UTC.

-- What is asked of every entry stands apart from its long text: an account and the removal of expired entries read a tenth of the file.
CREATE TABLE entries (
    entry_key     INTEGER PRIMARY KEY,          -- grows with time and is never used again
    question_high INTEGER NOT NULL,             -- the 128 bits that name the question
    question_low  INTEGER NOT NULL,
    material      INTEGER NOT NULL,
    judge_version TEXT    NOT NULL,
    model         TEXT,
    cost_nano_usd INTEGER NOT NULL,
    saved_at      INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL
);

CREATE TABLE replies (
    entry_key INTEGER PRIMARY KEY,
    reply     NOT NULL                          -- TEXT; a BLOB of UTF-16 where it holds half of a surrogate pair
);

-- The index by question, which each process keeps in memory: of every thousand entries the first 32 bits of the question, in the
-- order of their keys. A tree over hashes would be written to in as many places as entries are saved. The last row always stays,
-- because the next key is counted from it.
CREATE TABLE tags (
    thousand INTEGER PRIMARY KEY,               -- entry_key / 1000
    tags     BLOB NOT NULL
);

-- The last entry that was looked at in the search for expired ones.
CREATE TABLE sweep (
    entry_key INTEGER NOT NULL
);
INSERT INTO sweep VALUES (-1);
