-- Gates that were held over runs of this ledger.
CREATE TABLE gates (
    gate_key    INTEGER PRIMARY KEY,
    made_at     INTEGER NOT NULL,
    branch      TEXT,
    commit_hash TEXT,
    report      TEXT    NOT NULL              -- as `assay gate --json` gives it
);

-- Runs that gates are held against by name.
CREATE TABLE pinned_baselines (
    name      TEXT    PRIMARY KEY,
    run_key   INTEGER NOT NULL REFERENCES runs,
    pinned_at INTEGER NOT NULL
) WITHOUT ROWID;
