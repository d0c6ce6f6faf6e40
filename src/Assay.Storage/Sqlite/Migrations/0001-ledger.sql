-- Money is in billionths of a USD, rounded up. Times are milliseconds since 1970 UTC. States: 0 owed, 1 scored, 2 unscored, 3 skipped.

CREATE TABLE responses (
    response_key INTEGER PRIMARY KEY,           -- grows with time
    id           TEXT    NOT NULL,
    revision     INTEGER NOT NULL,              -- 1 for the first content under this id
    content_hash BLOB    NOT NULL,
    received_at  INTEGER NOT NULL,
    body         TEXT    NOT NULL,              -- the response as canonical JSON
    UNIQUE (id, content_hash)
);

CREATE TABLE judge_versions (
    judge_version_key INTEGER PRIMARY KEY,
    name              TEXT    NOT NULL,
    version           TEXT    NOT NULL,
    definition        TEXT    NOT NULL,         -- what the version is a hash of
    criteria          TEXT    NOT NULL,         -- [{"name","min","max"}], overall first
    created_at        INTEGER NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE outcomes (
    response_key      INTEGER NOT NULL REFERENCES responses,
    judge_version_key INTEGER NOT NULL REFERENCES judge_versions,
    repeat            INTEGER NOT NULL DEFAULT 0,
    state             INTEGER NOT NULL DEFAULT 0,
    reason            TEXT,                     -- of unscored and skipped; of owed: none
    detail            TEXT,                     -- for people; of owed: the last error
    overall           REAL,
    failure_code      TEXT,
    raw_reply         TEXT,                     -- where no verdict could be read from it
    neutralised       INTEGER NOT NULL DEFAULT 0,
    attempts          INTEGER NOT NULL DEFAULT 0,
    cost_nano_usd     INTEGER NOT NULL DEFAULT 0,
    latency_ms        REAL    NOT NULL DEFAULT 0,
    decided_at        INTEGER,
    PRIMARY KEY (response_key, judge_version_key, repeat)
) WITHOUT ROWID;

CREATE TABLE criterion_scores (
    response_key      INTEGER NOT NULL,
    judge_version_key INTEGER NOT NULL,
    repeat            INTEGER NOT NULL DEFAULT 0,
    criterion         TEXT    NOT NULL,
    score             REAL    NOT NULL,
    label             TEXT,
    reason            TEXT,
    evidence          TEXT,                     -- JSON list of verbatim quotes
    PRIMARY KEY (response_key, judge_version_key, repeat, criterion)
) WITHOUT ROWID;

CREATE TABLE runs (
    run_key           INTEGER PRIMARY KEY,
    identity          TEXT    NOT NULL,
    description       TEXT    NOT NULL,
    judge_version_key INTEGER NOT NULL REFERENCES judge_versions,
    started_at        INTEGER NOT NULL,
    closed_at         INTEGER                   -- while it is open, the same command continues it
);
CREATE UNIQUE INDEX runs_open ON runs (identity) WHERE closed_at IS NULL;

-- What the attempts of a run were priced with; more than one row where the price list changed between two sittings.
CREATE TABLE prices (
    run_key                         INTEGER NOT NULL REFERENCES runs,
    input_usd_per_million           TEXT    NOT NULL,
    cached_input_usd_per_million    TEXT    NOT NULL,
    output_usd_per_million          TEXT    NOT NULL,
    used_from                       INTEGER NOT NULL,
    PRIMARY KEY (run_key, input_usd_per_million, cached_input_usd_per_million, output_usd_per_million)
) WITHOUT ROWID;

CREATE TABLE run_items (
    run_key      INTEGER NOT NULL REFERENCES runs,
    response_key INTEGER NOT NULL REFERENCES responses,
    position     INTEGER NOT NULL,              -- 1-based place in the input
    place        TEXT    NOT NULL,              -- file:line
    PRIMARY KEY (run_key, response_key)
) WITHOUT ROWID;

CREATE TABLE attempts (
    attempt_key       INTEGER PRIMARY KEY,
    run_key           INTEGER NOT NULL REFERENCES runs,
    response_key      INTEGER NOT NULL,
    judge_version_key INTEGER NOT NULL,
    question          INTEGER NOT NULL,
    started_at        INTEGER NOT NULL,
    duration_ms       REAL    NOT NULL,
    result            TEXT    NOT NULL,
    error             TEXT,
    status_code       INTEGER,
    form              TEXT    NOT NULL,
    model             TEXT,
    request_id        TEXT,
    input_tokens      INTEGER NOT NULL,
    cached_tokens     INTEGER NOT NULL,
    output_tokens     INTEGER NOT NULL,
    estimated         INTEGER NOT NULL,
    cost_nano_usd     INTEGER NOT NULL
);
CREATE INDEX attempts_by_run ON attempts (run_key);
CREATE INDEX attempts_by_response ON attempts (response_key, judge_version_key);

CREATE TABLE reply_forms (
    endpoint TEXT NOT NULL,
    model    TEXT NOT NULL,
    form     TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (endpoint, model)
) WITHOUT ROWID;
