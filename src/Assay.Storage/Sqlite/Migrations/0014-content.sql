-- Responses whose texts are not kept. What stands for them in `responses` is without what was said; the hash is that of the whole.
CREATE TABLE unkept_responses (
    response_key INTEGER PRIMARY KEY,
    course       TEXT    NOT NULL               -- of the conversation, with a hash in the place of every text
);

-- Their texts, while something is owed for them: rows are deleted in the transaction that ends that.
CREATE TABLE held_texts (
    response_key INTEGER PRIMARY KEY,
    body         TEXT    NOT NULL               -- the response as canonical JSON
);

-- What a cache may hold of the outcome: 16 bytes for each question that was asked.
ALTER TABLE outcomes ADD COLUMN questions BLOB;
