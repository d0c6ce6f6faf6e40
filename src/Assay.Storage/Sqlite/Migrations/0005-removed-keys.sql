-- A key is never given out twice, also when the newest response was removed: attempts keep it, and judges go on behind the keys they have seen.
CREATE TABLE removed_keys (highest INTEGER NOT NULL);
INSERT INTO removed_keys VALUES (0);
