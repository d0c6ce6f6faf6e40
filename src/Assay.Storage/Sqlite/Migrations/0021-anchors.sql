-- What judges said of their anchors. In no rollup, tally or outcome: only what it cost is counted, by attempts whose response_key is
-- the negative of the reading's.
CREATE TABLE anchor_readings (
    reading_key       INTEGER PRIMARY KEY,          -- grows with time
    reading_id        BLOB    NOT NULL UNIQUE,      -- a UUID of version 7
    run_key           INTEGER NOT NULL REFERENCES runs,
    judge_version_key INTEGER NOT NULL REFERENCES judge_versions,
    anchor_set        TEXT    NOT NULL,             -- version of the set, 16 hex digits
    anchor            TEXT    NOT NULL,             -- id of the response in it
    purpose           INTEGER NOT NULL,             -- 0 baseline, 1 now and then, 2 before an alert
    baseline          INTEGER NOT NULL,             -- number of the baseline that it belongs to or came after
    at                INTEGER NOT NULL,
    scores            TEXT    NOT NULL,             -- {"criterion": score}, JSON; empty where it was not scored
    reason            TEXT,                         -- why it was not
    cost_nano_usd     INTEGER NOT NULL
);
CREATE INDEX anchor_readings_of ON anchor_readings (anchor_set, judge_version_key, purpose, reading_key);
