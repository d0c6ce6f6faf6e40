-- How often a service died while the response was being judged: see Quarantine.
ALTER TABLE outcomes ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
