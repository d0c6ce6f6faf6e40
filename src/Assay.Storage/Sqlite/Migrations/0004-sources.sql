-- How far each source was read; changes in the transaction that saves what was read.
CREATE TABLE source_cursors (
    source   TEXT    NOT NULL PRIMARY KEY,
    cursor   TEXT    NOT NULL,
    moved_at INTEGER NOT NULL
) WITHOUT ROWID;
