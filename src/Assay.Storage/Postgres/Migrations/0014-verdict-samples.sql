-- What each sample of a verdict said, where a verdict is more than one grade of one reply.
CREATE TABLE verdict_samples (
    response_key      bigint  NOT NULL,
    judge_version_key bigint  NOT NULL,
    repeat            integer NOT NULL,
    criterion         text    NOT NULL,
    sample            integer NOT NULL,         -- from 0
    value             double precision,         -- NULL where it could not be read
    label             bytea,
    mass              double precision,         -- share of the token's probability on grades of the scale; NULL where nothing is known of it
    reason            bytea,
    problem           text,                     -- why it has no value
    PRIMARY KEY (response_key, judge_version_key, repeat, criterion, sample)
);

-- Samples that the judge's plan has and that were not taken, to make its budget last.
ALTER TABLE outcomes ADD COLUMN withheld_samples integer NOT NULL DEFAULT 0;

-- What was not done to make a budget last, by judge and day (UTC): `samples`, `jury`. Responses that were not judged are skipped outcomes.
CREATE TABLE withheld (
    judge text   NOT NULL,
    day   date   NOT NULL,
    kind  text   NOT NULL,
    n     bigint NOT NULL,
    PRIMARY KEY (judge, day, kind)
);
