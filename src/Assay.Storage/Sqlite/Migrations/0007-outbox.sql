-- Receivers outside, by the name that the configuration gives them, and how much there was for each. Changes with every message.
CREATE TABLE receivers (
    receiver_key INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    owed         INTEGER NOT NULL DEFAULT 0,
    undelivered  INTEGER NOT NULL DEFAULT 0,
    delivered    INTEGER NOT NULL DEFAULT 0,
    given_up     INTEGER NOT NULL DEFAULT 0,
    dropped      INTEGER NOT NULL DEFAULT 0     -- the oldest, where there were more than are kept
);

-- What receivers are still owed. An id grows with time and goes with its message to every receiver of it.
CREATE TABLE outbox (
    receiver_key INTEGER NOT NULL REFERENCES receivers,
    message_id   BLOB    NOT NULL,              -- a UUID of version 7
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,              -- of a verdict: response_key/judge_version_key. What was said is not copied, and goes when the response goes
    owed_since   INTEGER NOT NULL,
    PRIMARY KEY (receiver_key, message_id)
) WITHOUT ROWID;

-- What receivers would not take.
CREATE TABLE undelivered (
    receiver_key INTEGER NOT NULL REFERENCES receivers,
    message_id   BLOB    NOT NULL,
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    given_up_at  INTEGER NOT NULL,
    reason       TEXT    NOT NULL,
    PRIMARY KEY (receiver_key, message_id)
) WITHOUT ROWID;
