-- What people were asked to label. No text of a response is in these tables: a label's note is its rater's.
CREATE TABLE label_queues (
    queue_key     INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    judge         TEXT    NOT NULL,
    judge_version TEXT    NOT NULL,             -- by whose scores it was drawn
    criteria      TEXT    NOT NULL,             -- what is asked of each item, JSON
    received_from INTEGER NOT NULL,
    received_to   INTEGER NOT NULL,
    drawn_at      INTEGER NOT NULL,
    seed          INTEGER NOT NULL,
    population    INTEGER NOT NULL,
    rates         TEXT    NOT NULL              -- with what probability each arm draws, JSON
);

CREATE TABLE label_items (
    judge                 TEXT    NOT NULL,
    response_key          INTEGER NOT NULL,
    queue_key             INTEGER NOT NULL REFERENCES label_queues,
    position              INTEGER NOT NULL,
    arm                   TEXT    NOT NULL,
    inclusion_probability REAL    NOT NULL,     -- of being drawn by any arm of any queue of the judge so far
    stratum               TEXT    NOT NULL,
    raters                INTEGER NOT NULL,     -- how many people are to label it
    PRIMARY KEY (judge, response_key)
) WITHOUT ROWID;
CREATE INDEX label_items_queue ON label_items (queue_key, position);
CREATE INDEX label_items_response ON label_items (response_key);

CREATE TABLE human_labels (
    response_key    INTEGER NOT NULL,
    judge           TEXT    NOT NULL,
    criterion       TEXT    NOT NULL,
    rater           TEXT    NOT NULL,
    is_adjudication INTEGER NOT NULL,           -- decides where raters disagree
    score           REAL    NOT NULL,
    low             REAL    NOT NULL,           -- ends of the scale that it is on
    high            REAL    NOT NULL,
    grade           TEXT,                       -- what the score is called; absent on a scale of numbers
    labelled_at     INTEGER NOT NULL,
    note            TEXT,
    is_blind        INTEGER NOT NULL,           -- the rater had not seen the judge's score
    PRIMARY KEY (response_key, judge, criterion, rater, is_adjudication)
) WITHOUT ROWID;
CREATE INDEX human_labels_judge ON human_labels (judge, criterion);

-- Items that a rater put aside.
CREATE TABLE label_skips (
    response_key INTEGER NOT NULL,
    judge        TEXT    NOT NULL,
    rater        TEXT    NOT NULL,
    PRIMARY KEY (response_key, judge, rater)
) WITHOUT ROWID;
