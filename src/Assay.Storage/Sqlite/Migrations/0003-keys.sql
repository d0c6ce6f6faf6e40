CREATE TABLE api_keys (
    name       TEXT    NOT NULL PRIMARY KEY,
    prefix     TEXT    NOT NULL,
    hash       BLOB    NOT NULL UNIQUE,             -- SHA-256; the key itself is kept nowhere
    scopes     TEXT    NOT NULL,                    -- separated by spaces
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) WITHOUT ROWID;
