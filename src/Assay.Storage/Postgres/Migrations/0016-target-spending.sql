-- What answers of a gate's targets cost that did not come to their end yet: its budget holds for the same command given again.
CREATE TABLE target_spending (
    asking        text   PRIMARY KEY,         -- hex digits over the cases and what answers them
    cost_nano_usd bigint NOT NULL,            -- what is held for calls under way among it
    changed_at    bigint NOT NULL
);
