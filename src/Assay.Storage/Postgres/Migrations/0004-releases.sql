-- Releases of the application that somebody announced; those that responses name stand in their bodies.
CREATE TABLE releases (
    name         text   PRIMARY KEY,
    at           bigint NOT NULL,
    note         text,
    announced_at bigint NOT NULL
);
