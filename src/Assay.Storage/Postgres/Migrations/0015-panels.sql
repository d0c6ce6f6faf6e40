-- Which stage and which voter of a panel a call was made for; absent where one judge was asked.
ALTER TABLE attempts ADD COLUMN stage integer;
ALTER TABLE attempts ADD COLUMN member text;

-- What each stage of a panel came to, for one verdict.
CREATE TABLE panel_stages (
    response_key      bigint  NOT NULL,
    judge_version_key bigint  NOT NULL,
    repeat            integer NOT NULL,
    stage             integer NOT NULL,         -- from 0; after the last judges, people where they are asked
    name              text    NOT NULL,
    score             double precision,         -- absent where fewer than its quorum gave a verdict
    grade             text,                     -- the nearest one of the scale
    certainty         double precision,         -- share of its voters that gave the most frequent score
    low               double precision,         -- of the scores of its voters
    high              double precision,
    sd                double precision,
    decided           boolean NOT NULL,         -- its verdict is the panel's
    reason            text,                     -- why it has none, or did not decide
    PRIMARY KEY (response_key, judge_version_key, repeat, stage)
);

-- What each voter of a panel said, or why it said nothing.
CREATE TABLE panel_votes (
    response_key      bigint  NOT NULL,
    judge_version_key bigint  NOT NULL,
    repeat            integer NOT NULL,
    vote              integer NOT NULL,         -- from 0
    stage             integer NOT NULL,         -- that asked it first
    judge             text    NOT NULL,
    judge_version     text    NOT NULL,
    sample            integer NOT NULL,         -- which of several verdicts of the same judge, from 0
    overall           double precision,
    scores            bytea   NOT NULL,         -- [{"criterion","score","label","reason"}]; empty where it failed
    reason            text,                     -- why it failed
    detail            bytea,
    origin            integer NOT NULL,
    cost_nano_usd     bigint  NOT NULL,
    PRIMARY KEY (response_key, judge_version_key, repeat, vote)
);
