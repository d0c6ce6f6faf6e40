-- What each sample of a verdict said, where a verdict is more than one grade of one reply.
CREATE TABLE verdict_samples (
    response_key      INTEGER NOT NULL,
    judge_version_key INTEGER NOT NULL,
    repeat            INTEGER NOT NULL,
    criterion         TEXT    NOT NULL,
    sample            INTEGER NOT NULL,         -- from 0
    value             REAL,                     -- NULL where it could not be read
    label             TEXT,
    mass              REAL,                     -- share of the token's probability on grades of the scale; NULL where nothing is known of it
    reason            TEXT,
    problem           TEXT,                     -- why it has no value
    PRIMARY KEY (response_key, judge_version_key, repeat, criterion, sample)
) WITHOUT ROWID;

-- Samples that the judge's plan has and that were not taken, to make its budget last.
ALTER TABLE outcomes ADD COLUMN withheld_samples INTEGER NOT NULL DEFAULT 0;

-- What was not done to make a budget last, by judge and day (yyyy-mm-dd, UTC): `samples`, `jury`. Responses that were not judged are
-- skipped outcomes.
CREATE TABLE withheld (
    judge TEXT    NOT NULL,
    day   TEXT    NOT NULL,
    kind  TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    PRIMARY KEY (judge, day, kind)
) WITHOUT ROWID;
