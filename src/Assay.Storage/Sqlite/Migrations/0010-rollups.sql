-- Fields of responses by which figures can be split: release, and what was declared as `slices`. Not complete until every response
-- that is stored has been looked at.
CREATE TABLE slice_fields (
    field       TEXT    NOT NULL PRIMARY KEY,
    is_complete INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO slice_fields VALUES ('release', 0);

-- The values that were met. Beyond 200 of a field, every further one is the one without a value.
CREATE TABLE slices (
    slice_key INTEGER PRIMARY KEY,
    field     TEXT NOT NULL,
    value     TEXT,
    UNIQUE (field, value)
);

-- Where the figures of a response go; beside the responses, so that it can be read without their texts.
CREATE TABLE response_slices (
    response_key INTEGER PRIMARY KEY,
    hour         INTEGER NOT NULL,                  -- in which it occurred, since 1970 UTC
    slices       TEXT    NOT NULL,                  -- JSON list of keys
    is_revised   INTEGER NOT NULL                   -- its id has other revisions: only the last one that is decided counts
);

-- How often each score was given. Slice 0 is all. Kept with every outcome, so that no figure has to read verdicts.
CREATE TABLE score_rollups (
    judge_version_key     INTEGER NOT NULL,
    slice_key             INTEGER NOT NULL,
    hour                  INTEGER NOT NULL,
    criterion             TEXT    NOT NULL,         -- or overall
    inclusion_probability REAL    NOT NULL,
    score                 REAL    NOT NULL,
    scores                INTEGER NOT NULL,
    PRIMARY KEY (judge_version_key, slice_key, hour, criterion, inclusion_probability, score)
) WITHOUT ROWID;

-- How many outcomes were decided by judging: scored, and unscored by reason.
CREATE TABLE outcome_rollups (
    judge_version_key INTEGER NOT NULL,
    slice_key         INTEGER NOT NULL,
    hour              INTEGER NOT NULL,
    state             INTEGER NOT NULL,
    reason            TEXT    NOT NULL,             -- empty: scored
    outcomes          INTEGER NOT NULL,
    PRIMARY KEY (judge_version_key, slice_key, hour, state, reason)
) WITHOUT ROWID;
