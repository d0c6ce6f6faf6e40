-- Which of several samples of the same verdicts a run takes, as in outcomes.repeat. Only 0 counts in tallies and rollups.
ALTER TABLE runs ADD COLUMN repeat integer NOT NULL DEFAULT 0;
