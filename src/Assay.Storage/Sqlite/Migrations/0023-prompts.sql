-- Prompt files of the application that is judged, as they were when a gate asked with them.
CREATE TABLE prompt_versions (
    prompt_version_key INTEGER PRIMARY KEY,
    name               TEXT    NOT NULL,            -- the file's path
    version            TEXT    NOT NULL,            -- over messages, model and parameters
    model              TEXT    NOT NULL,
    source             TEXT    NOT NULL,            -- the whole text of the file
    since              INTEGER NOT NULL,
    UNIQUE (name, version)
);

-- Each time that it was asked, with the run that its answers were judged in.
CREATE TABLE prompt_uses (
    prompt_version_key INTEGER NOT NULL REFERENCES prompt_versions,
    run_key            INTEGER NOT NULL REFERENCES runs,
    used_at            INTEGER NOT NULL,
    calls              INTEGER NOT NULL,
    cached             INTEGER NOT NULL,
    cost_nano_usd      INTEGER NOT NULL,
    PRIMARY KEY (prompt_version_key, run_key, used_at)
) WITHOUT ROWID;
