-- Responses whose outcome a worker recorded on the day, of judges with a budget of the day: those who share it forecast from what all of them do.
ALTER TABLE spending ADD COLUMN verdicts bigint NOT NULL DEFAULT 0;
