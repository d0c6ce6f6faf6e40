-- What people were asked to label. No text of a response is in these tables: a label's note is its rater's.
CREATE TABLE label_queues (
    queue_key     bigint  PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id            text    NOT NULL UNIQUE,
    judge         text    NOT NULL,
    judge_version text    NOT NULL,             -- by whose scores it was drawn
    criteria      bytea   NOT NULL,             -- what is asked of each item, JSON
    received_from bigint  NOT NULL,
    received_to   bigint  NOT NULL,
    drawn_at      bigint  NOT NULL,
    seed          bigint  NOT NULL,
    population    integer NOT NULL,
    rates         text    NOT NULL              -- with what probability each arm draws, JSON
);

CREATE TABLE label_items (
    judge                 text    NOT NULL,
    response_key          bigint  NOT NULL,
    queue_key             bigint  NOT NULL REFERENCES label_queues,
    position              integer NOT NULL,
    arm                   text    NOT NULL,
    inclusion_probability double precision NOT NULL,   -- of being drawn by any arm of any queue of the judge so far
    stratum               bytea   NOT NULL,
    raters                integer NOT NULL,     -- how many people are to label it
    PRIMARY KEY (judge, response_key)
);
CREATE INDEX label_items_queue ON label_items (queue_key, position);
CREATE INDEX label_items_response ON label_items (response_key);

CREATE TABLE human_labels (
    response_key    bigint  NOT NULL,
    judge           text    NOT NULL,
    criterion       text    NOT NULL,
    rater           bytea   NOT NULL,
    is_adjudication boolean NOT NULL,           -- decides where raters disagree
    score           double precision NOT NULL,
    low             double precision NOT NULL,  -- ends of the scale that it is on
    high            double precision NOT NULL,
    grade           bytea,                      -- what the score is called; absent on a scale of numbers
    labelled_at     bigint  NOT NULL,
    note            bytea,
    is_blind        boolean NOT NULL,           -- the rater had not seen the judge's score
    PRIMARY KEY (response_key, judge, criterion, rater, is_adjudication)
);
CREATE INDEX human_labels_judge ON human_labels (judge, criterion);

-- Items that a rater put aside.
CREATE TABLE label_skips (
    response_key bigint NOT NULL,
    judge        text   NOT NULL,
    rater        bytea  NOT NULL,
    PRIMARY KEY (response_key, judge, rater)
);
