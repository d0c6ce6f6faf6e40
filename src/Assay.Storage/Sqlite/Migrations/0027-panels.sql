-- Which stage and which voter of a panel a call was made for; absent where one judge was asked.
ALTER TABLE attempts ADD COLUMN stage INTEGER;
ALTER TABLE attempts ADD COLUMN member TEXT;

-- What each stage of a panel came to, for one verdict.
CREATE TABLE panel_stages (
    response_key      INTEGER NOT NULL,
    judge_version_key INTEGER NOT NULL,
    repeat            INTEGER NOT NULL,
    stage             INTEGER NOT NULL,         -- from 0; after the last judges, people where they are asked
    name              TEXT    NOT NULL,
    score             REAL,                     -- absent where fewer than its quorum gave a verdict
    grade             TEXT,                     -- the nearest one of the scale
    certainty         REAL,                     -- share of its voters that gave the most frequent score
    low               REAL,                     -- of the scores of its voters
    high              REAL,
    sd                REAL,
    decided           INTEGER NOT NULL,         -- 1: its verdict is the panel's
    reason            TEXT,                     -- why it has none, or did not decide
    PRIMARY KEY (response_key, judge_version_key, repeat, stage)
) WITHOUT ROWID;

-- What each voter of a panel said, or why it said nothing.
CREATE TABLE panel_votes (
    response_key      INTEGER NOT NULL,
    judge_version_key INTEGER NOT NULL,
    repeat            INTEGER NOT NULL,
    vote              INTEGER NOT NULL,         -- from 0
    stage             INTEGER NOT NULL,         -- that asked it first
    judge             TEXT    NOT NULL,
    judge_version     TEXT    NOT NULL,
    sample            INTEGER NOT NULL,         -- which of several verdicts of the same judge, from 0
    overall           REAL,
    scores            TEXT    NOT NULL,         -- [{"criterion","score","label","reason"}]; empty where it failed
    reason            TEXT,                     -- why it failed
    detail            TEXT,
    origin            INTEGER NOT NULL,
    cost_nano_usd     INTEGER NOT NULL,
    PRIMARY KEY (response_key, judge_version_key, repeat, vote)
) WITHOUT ROWID;
