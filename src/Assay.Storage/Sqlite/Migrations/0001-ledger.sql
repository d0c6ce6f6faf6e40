-- Money is in billionths of a USD, rounded up. Times are milliseconds since 1970 UTC. States: 0 owed, 1 scored, 2 unscored, 3 skipped.

CREATE TABLE responses (
    response_key INTEGER PRIMARY KEY,           -- grows with time
    id           TEXT    NOT NULL,
    revision     INTEGER NOT NULL,              -- 1 for the first content under this id
    content_hash BLOB    NOT NULL,
    received_at  INTEGER NOT NULL,
    body         TEXT    NOT NULL,              -- the response as canonical JSON
    UNIQUE (id, revision)
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
    inclusion_probability REAL NOT NULL,        -- share of the widest sample that decided about it
    reason            TEXT,                     -- of unscored and skipped; of owed: none
    detail            TEXT,                     -- for people; of owed: the last error
    overall           REAL,
    failure_code      TEXT,
    raw_reply         TEXT,                     -- where no verdict could be read from it
    neutralised       INTEGER NOT NULL DEFAULT 0,
    origin            INTEGER NOT NULL DEFAULT 0, -- 0 a call or none needed, 1 shared a call, 2 the cache
    saved_nano_usd    INTEGER NOT NULL DEFAULT 0, -- what the calls that were not needed would have cost
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
    budget_reached_at INTEGER,                  -- the same command continues it until that day is over, and begins a new run the next
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

-- What was paid. By run first: a run is added up in one pass, and keys grow with time. The judge version is the run's.
CREATE TABLE attempts (
    run_key       INTEGER NOT NULL REFERENCES runs,
    response_key  INTEGER NOT NULL,             -- 0: of a lost reservation, for which no response can be named
    question      INTEGER NOT NULL,
    attempt       INTEGER NOT NULL,             -- 1, 2, ... in the order they were made
    started_at    INTEGER NOT NULL,
    duration_ms   REAL    NOT NULL,
    result        TEXT    NOT NULL,
    error         TEXT,
    status_code   INTEGER,
    form          TEXT,                         -- of lost: none
    model         TEXT,
    request_id    TEXT,
    input_tokens  INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    estimated     INTEGER NOT NULL,
    cost_nano_usd INTEGER NOT NULL,
    PRIMARY KEY (run_key, response_key, attempt)
) WITHOUT ROWID;

-- Sums of the attempts by day (yyyy-mm-dd, UTC) and name of the judge, in whatever version and run.
CREATE TABLE spending (
    judge         TEXT    NOT NULL,
    day           TEXT    NOT NULL,
    cost_nano_usd INTEGER NOT NULL,
    PRIMARY KEY (judge, day)
) WITHOUT ROWID;

-- Held by the process that works on the ledger, for calls whose cost is not known yet. One found when the ledger is opened was
-- left by a process that died: it becomes a lost attempt.
CREATE TABLE reservations (
    run_key         INTEGER PRIMARY KEY REFERENCES runs,
    amount_nano_usd INTEGER NOT NULL,
    made_at         INTEGER NOT NULL
);

CREATE TABLE reply_forms (
    endpoint TEXT NOT NULL,
    model    TEXT NOT NULL,
    form     TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (endpoint, model)
) WITHOUT ROWID;
