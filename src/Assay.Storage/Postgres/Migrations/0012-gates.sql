-- Gates that were held over runs of this ledger.
CREATE TABLE gates (
    gate_key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at     bigint NOT NULL,
    branch      bytea,
    commit_hash bytea,
    report      bytea  NOT NULL              -- as `assay gate --json` gives it
);

-- Runs that gates are held against by name.
CREATE TABLE pinned_baselines (
    name      text   PRIMARY KEY,
    run_key   bigint NOT NULL REFERENCES runs,
    pinned_at bigint NOT NULL
);
