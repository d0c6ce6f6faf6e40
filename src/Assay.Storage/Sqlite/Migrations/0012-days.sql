-- The rollups of whole days, beside those of hours: what a month costs to read depends on its days.
CREATE TABLE daily_scores (
    judge_version_key     INTEGER NOT NULL,
    slice_key             INTEGER NOT NULL,
    day                   INTEGER NOT NULL,         -- since 1970 UTC
    criterion             TEXT    NOT NULL,
    inclusion_probability REAL    NOT NULL,
    score                 REAL    NOT NULL,
    scores                INTEGER NOT NULL,
    PRIMARY KEY (judge_version_key, slice_key, day, criterion, inclusion_probability, score)
) WITHOUT ROWID;
INSERT INTO daily_scores
    SELECT judge_version_key, slice_key, hour / 24, criterion, inclusion_probability, score, sum(scores) FROM score_rollups GROUP BY 1, 2, 3, 4, 5, 6;

CREATE TABLE daily_outcomes (
    judge_version_key INTEGER NOT NULL,
    slice_key         INTEGER NOT NULL,
    day               INTEGER NOT NULL,
    state             INTEGER NOT NULL,
    reason            TEXT    NOT NULL,
    outcomes          INTEGER NOT NULL,
    PRIMARY KEY (judge_version_key, slice_key, day, state, reason)
) WITHOUT ROWID;
INSERT INTO daily_outcomes
    SELECT judge_version_key, slice_key, hour / 24, state, reason, sum(outcomes) FROM outcome_rollups GROUP BY 1, 2, 3, 4, 5;
