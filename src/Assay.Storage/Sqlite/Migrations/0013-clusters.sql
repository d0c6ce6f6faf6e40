-- Responses of one user, or of one session where no user is told, are no independent ones. By how much less they say is computed
-- from the sums of each cluster's scores. The level is drawn from the cluster's hash, each half as often as the one before, so that
-- the clusters of the highest levels are a sample of any size.
ALTER TABLE response_slices ADD COLUMN cluster INTEGER;
CREATE TABLE clusters (
    judge_version_key INTEGER NOT NULL,
    level             INTEGER NOT NULL,             -- -1: all scores that are in no cluster
    day               INTEGER NOT NULL,             -- since 1970 UTC
    cluster           INTEGER NOT NULL,             -- hash of the user or session
    scores            INTEGER NOT NULL,
    total             REAL    NOT NULL,             -- of the overall score, else of the first criterion
    squares           REAL    NOT NULL,
    PRIMARY KEY (judge_version_key, level, day, cluster)
) WITHOUT ROWID;
DELETE FROM response_slices;
DELETE FROM score_rollups;
DELETE FROM outcome_rollups;
DELETE FROM daily_scores;
DELETE FROM daily_outcomes;
UPDATE slice_fields SET is_complete = 0;
