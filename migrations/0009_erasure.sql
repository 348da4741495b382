-- What was erased: the tombstones of the key store once more, so that neither store can come back from an old copy without
-- being told. rows_gone_at is empty while rows that an old copy brought back are still to be removed.
CREATE TABLE erasure (customer_id BYTEA NOT NULL, class TEXT NOT NULL, at BIGINT NOT NULL, rows_gone_at BIGINT,
    PRIMARY KEY (customer_id, class));
CREATE INDEX erasure_at ON erasure (at);
CREATE INDEX erasure_pending ON erasure (class, customer_id) WHERE rows_gone_at IS NULL;

-- Every restore of this store or of the key store: from a copy of when, whether it was forced and against which objection.
CREATE TABLE restoration (restoration_id BYTEA NOT NULL, at BIGINT NOT NULL, part TEXT NOT NULL, copy_made_at BIGINT NOT NULL, forced BIGINT NOT NULL,
    objection TEXT NOT NULL, PRIMARY KEY (restoration_id));
