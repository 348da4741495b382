-- Which key of the chain made a token. A server of the version before writes the first one's, and the default says so.
ALTER TABLE blind_index ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX blind_index_version ON blind_index (version, token);
