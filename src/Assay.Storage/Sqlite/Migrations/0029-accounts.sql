-- The part of the input tokens that the provider wrote into its prefix cache; 0 of attempts from before they were kept.
ALTER TABLE attempts ADD COLUMN cache_write_tokens INTEGER NOT NULL DEFAULT 0;

-- Judges of a jury that were not asked, to make its budget last; 0 of verdicts from before they were kept.
ALTER TABLE outcomes ADD COLUMN withheld_members INTEGER NOT NULL DEFAULT 0;
