-- The public log over all ledgers. Everything in log_tile and log_checkpoint is public; log_entry says which head of whom stands where
-- in it, which nobody else can tell, and log_waiting which lines came since the last beat.
CREATE TABLE log_state (name TEXT NOT NULL, origin TEXT NOT NULL, size BIGINT NOT NULL, root BYTEA NOT NULL, sealed_at BIGINT NOT NULL,
    shown BIGINT NOT NULL, holder BYTEA, held_until BIGINT NOT NULL,
    PRIMARY KEY (name));

-- Level -1 has the entries. A tile that is not full yet grows in its place: what it had stays its beginning.
CREATE TABLE log_tile (level BIGINT NOT NULL, place BIGINT NOT NULL, hashes BYTEA NOT NULL,
    PRIMARY KEY (level, place));

CREATE TABLE log_checkpoint (size BIGINT NOT NULL, at BIGINT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (size));

CREATE TABLE log_entry (customer_id BYTEA NOT NULL, seq BIGINT NOT NULL, entry BIGINT NOT NULL,
    PRIMARY KEY (customer_id, seq));

CREATE TABLE log_waiting (customer_id BYTEA NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (customer_id, seq));

CREATE TABLE log_witness (witness TEXT NOT NULL, size BIGINT NOT NULL, at BIGINT NOT NULL, trouble TEXT,
    PRIMARY KEY (witness));

-- Lines from before there was a log: the last one of a chain stands for all before it.
INSERT INTO log_waiting (customer_id, seq) SELECT customer_id, MAX(seq) FROM ledger GROUP BY customer_id;
