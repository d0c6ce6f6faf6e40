-- What a batch brought for a verdict of a panel that waits for its next batch, as JSON; null as soon as the verdict is there.
ALTER TABLE batch_items ADD COLUMN heard bytea;
