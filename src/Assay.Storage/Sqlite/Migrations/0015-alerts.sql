-- Rules that were made on a page or through the API; those of assay.yaml stand there.
CREATE TABLE alert_rules (
    name       TEXT    NOT NULL PRIMARY KEY,
    rule       TEXT    NOT NULL,                -- YAML, as one entry of `alerts:`
    changed_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE alert_mutes (
    rule        TEXT    NOT NULL PRIMARY KEY,
    muted_until INTEGER NOT NULL
) WITHOUT ROWID;

-- Where each rule stands with each of its subjects.
CREATE TABLE alert_states (
    rule        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,               -- JSON
    stage       TEXT    NOT NULL,
    since       INTEGER NOT NULL,
    incident_id BLOB,                           -- the open one
    quiet_until INTEGER,
    PRIMARY KEY (rule, subject)
) WITHOUT ROWID;

-- No text of a response is in an incident: its evidence names responses.
CREATE TABLE incidents (
    incident_id     BLOB    NOT NULL PRIMARY KEY,   -- a UUID of version 7
    rule            TEXT    NOT NULL,
    subject         TEXT    NOT NULL,               -- JSON
    severity        TEXT    NOT NULL,
    opened_at       INTEGER NOT NULL,
    closed_at       INTEGER,
    acknowledged_at INTEGER,
    acknowledged_by TEXT,
    is_told         INTEGER NOT NULL,               -- receivers were owed a notice of its opening
    opening         TEXT    NOT NULL,               -- evidence, JSON
    closing         TEXT
) WITHOUT ROWID;
CREATE INDEX open_incidents ON incidents (rule) WHERE closed_at IS NULL;

-- What is told of incidents. In outbox and undelivered such a message has the kind `notice` and this id; its payload is empty.
CREATE TABLE notices (
    notice_id   BLOB    NOT NULL PRIMARY KEY,       -- a UUID of version 7
    incident_id BLOB,                               -- absent: a test
    event       TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    incident    TEXT    NOT NULL                    -- as it was then, JSON
) WITHOUT ROWID;

-- What became of notices, for people: one row for each that was delivered or given up.
CREATE TABLE deliveries (
    receiver_key INTEGER NOT NULL REFERENCES receivers,
    notice_id    BLOB    NOT NULL,
    ended_at     INTEGER NOT NULL,
    error        TEXT,                              -- absent: delivered
    PRIMARY KEY (receiver_key, notice_id)
) WITHOUT ROWID;
