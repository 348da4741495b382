CREATE INDEX tombstone_at ON tombstone (at);
-- Which copies were made of either store: kept here, so that it is known after the data store was lost.
CREATE TABLE backup_made (backup_id BYTEA NOT NULL, part TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (backup_id));
-- As in the data store, which copies it from here.
CREATE TABLE restoration (restoration_id BYTEA NOT NULL, at BIGINT NOT NULL, part TEXT NOT NULL, copy_made_at BIGINT NOT NULL, forced BIGINT NOT NULL,
    objection TEXT NOT NULL, PRIMARY KEY (restoration_id));
