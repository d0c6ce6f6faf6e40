-- Prompt files of the application that is judged, as they were when a gate asked with them.
CREATE TABLE prompt_versions (
    prompt_version_key bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    name               text   NOT NULL,             -- the file's path
    version            text   NOT NULL,             -- over messages, model and parameters
    model              text   NOT NULL,
    source             bytea  NOT NULL,             -- the whole text of the file
    since              bigint NOT NULL,
    UNIQUE (name, version)
);

-- Each time that it was asked, with the run that its answers were judged in.
CREATE TABLE prompt_uses (
    prompt_version_key bigint NOT NULL REFERENCES prompt_versions,
    run_key            bigint NOT NULL REFERENCES runs,
    used_at            bigint NOT NULL,
    calls              bigint NOT NULL,
    cached             bigint NOT NULL,
    cost_nano_usd      bigint NOT NULL,
    PRIMARY KEY (prompt_version_key, run_key, used_at)
);
