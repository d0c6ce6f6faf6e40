-- Batches of a provider: what was asked in them, and the money that they hold. States: 0 preparing, 1 submitted, 2 ended, 3 settled,
-- 4 refused, 5 cancelled; until one of the last three its items wait in it.
CREATE TABLE batches (
    batch_key         bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token             text    NOT NULL UNIQUE,  -- ours; what it is found by where its submission was not confirmed
    run_key           bigint  NOT NULL REFERENCES runs,
    endpoint          bytea   NOT NULL,
    model             bytea   NOT NULL,
    provider_id       bytea,
    state             integer NOT NULL DEFAULT 0,
    begun_at          bigint  NOT NULL,         -- also the day whose budget it is charged to
    submitted_at      bigint,
    ended_at          bigint,
    settled_at        bigint,
    deadline_at       bigint,
    cancel_asked_at   bigint,
    unanswered_whole  boolean NOT NULL DEFAULT false, -- refused or given up: none of it is answered
    error             bytea,
    items             integer NOT NULL,
    answered          integer NOT NULL DEFAULT 0,
    unanswered        integer NOT NULL DEFAULT 0,
    foreign_results   integer NOT NULL DEFAULT 0,
    duplicate_results integer NOT NULL DEFAULT 0,
    reserved_nano_usd bigint  NOT NULL,
    held_nano_usd     bigint  NOT NULL          -- of that, what is not settled yet: the sum over its items
);
CREATE INDEX batches_open ON batches (run_key) WHERE state < 3;

-- One question about one response. The text is rendered from the response again. States: 0 waiting, 1 answered, 2 unanswered.
CREATE TABLE batch_items (
    batch_key     bigint  NOT NULL REFERENCES batches,
    response_key  bigint  NOT NULL,
    question      integer NOT NULL,
    sample        integer NOT NULL,
    state         integer NOT NULL DEFAULT 0,
    held_nano_usd bigint  NOT NULL,
    PRIMARY KEY (batch_key, response_key, question, sample)
);
CREATE INDEX batch_items_by_response ON batch_items (response_key);

ALTER TABLE attempts ADD COLUMN lane integer NOT NULL DEFAULT 0; -- 0 live, 1 batch
