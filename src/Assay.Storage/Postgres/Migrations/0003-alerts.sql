-- Rules that were made on a page or through the API; those of assay.yaml stand there.
CREATE TABLE alert_rules (
    name       text   PRIMARY KEY,
    rule       text   NOT NULL,                 -- YAML, as one entry of `alerts:`
    changed_at bigint NOT NULL
);

CREATE TABLE alert_mutes (
    rule        text   PRIMARY KEY,
    muted_until bigint NOT NULL
);

-- Where each rule stands with each of its subjects.
CREATE TABLE alert_states (
    rule        text   NOT NULL,
    subject     text   NOT NULL,                -- JSON
    stage       text   NOT NULL,
    since       bigint NOT NULL,
    incident_id bytea,                          -- the open one
    quiet_until bigint,
    PRIMARY KEY (rule, subject)
);

-- Of several processes one watches, until it stops or is gone.
CREATE TABLE alert_watch (
    one       integer PRIMARY KEY CHECK (one = 1),
    worker_id bigint  NOT NULL
);

-- No text of a response is in an incident: its evidence names responses.
CREATE TABLE incidents (
    incident_id     bytea  PRIMARY KEY,             -- a UUID of version 7
    rule            text   NOT NULL,
    subject         text   NOT NULL,                -- JSON
    severity        text   NOT NULL,
    opened_at       bigint NOT NULL,
    closed_at       bigint,
    acknowledged_at bigint,
    acknowledged_by text,
    is_told         boolean NOT NULL,               -- receivers were owed a notice of its opening
    opening         text   NOT NULL,                -- evidence, JSON
    closing         text
);
CREATE INDEX open_incidents ON incidents (rule) WHERE closed_at IS NULL;

-- What is told of incidents. Such a message has this id in outbox and undelivered, and no response.
CREATE TABLE notices (
    notice_id   bytea  PRIMARY KEY,                 -- a UUID of version 7
    incident_id bytea,                              -- absent: a test
    event       text   NOT NULL,
    at          bigint NOT NULL,
    incident    text   NOT NULL                     -- as it was then, JSON
);
ALTER TABLE outbox ALTER COLUMN response_key DROP NOT NULL, ALTER COLUMN judge_version_key DROP NOT NULL;
ALTER TABLE undelivered ALTER COLUMN response_key DROP NOT NULL, ALTER COLUMN judge_version_key DROP NOT NULL;

-- What became of notices, for people: one row for each that was delivered or given up.
CREATE TABLE deliveries (
    receiver_key bigint NOT NULL REFERENCES receivers,
    notice_id    bytea  NOT NULL,
    ended_at     bigint NOT NULL,
    error        text,                              -- absent: delivered
    PRIMARY KEY (receiver_key, notice_id)
);
