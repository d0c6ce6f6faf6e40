-- Releases of the application that somebody announced; those that responses name stand in `slices`.
CREATE TABLE releases (
    name         TEXT    NOT NULL PRIMARY KEY,
    at           INTEGER NOT NULL,
    note         TEXT,
    announced_at INTEGER NOT NULL
) WITHOUT ROWID;
