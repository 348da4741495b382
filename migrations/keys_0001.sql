-- The key store: wrapped keys only, apart from the data, with a backup of its own that is short-lived.
CREATE TABLE server_key (name TEXT NOT NULL, wrapped BYTEA NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (name));
CREATE TABLE epoch_key (epoch BIGINT NOT NULL, wrapped BYTEA NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (epoch));
CREATE TABLE customer_key (customer_id BYTEA NOT NULL, epoch BIGINT NOT NULL, wrapped BYTEA NOT NULL, made_at BIGINT NOT NULL, PRIMARY KEY (customer_id));
CREATE TABLE class_key (customer_id BYTEA NOT NULL, class TEXT NOT NULL, version BIGINT NOT NULL, wrapped BYTEA NOT NULL, made_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, class));
CREATE TABLE tombstone (customer_id BYTEA NOT NULL, class TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (customer_id, class));
