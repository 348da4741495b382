-- Keys that turn. A server of the version before goes on beside this one: it knows nothing but the newest key of a class.
CREATE TABLE class_key_past (customer_id BYTEA NOT NULL, class TEXT NOT NULL, version BIGINT NOT NULL, wrapped BYTEA NOT NULL, made_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, class, version));
CREATE TABLE key_turn (what TEXT NOT NULL, turns BIGINT NOT NULL, PRIMARY KEY (what));
CREATE INDEX customer_key_by_epoch ON customer_key (epoch, customer_id);
