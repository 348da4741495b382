-- What customers want to be told of: a kind of data, and who may have it without their being told.
CREATE TABLE watch (customer_id BYTEA NOT NULL, watch_id BYTEA NOT NULL, data TEXT NOT NULL, parties TEXT NOT NULL, created_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, watch_id));
-- How far somebody's record was looked through for that, and when.
CREATE TABLE watch_mark (customer_id BYTEA NOT NULL, seen BIGINT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (customer_id));
-- Lines that were found, and the mail that tells of them.
CREATE TABLE watch_hit (customer_id BYTEA NOT NULL, watch_id BYTEA NOT NULL, seq BIGINT NOT NULL, telling_id BYTEA NOT NULL, at BIGINT NOT NULL, due_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, watch_id, seq));
