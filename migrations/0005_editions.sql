-- Editions of the policy page: every text that is, was or may come to be in force. What was in force is never changed and never removed.
-- text_hash is the SHA-256 of the text, table_hash that of everything its rules allow; place counts the editions that came into force.
CREATE TABLE edition (version TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL, text_hash BYTEA NOT NULL, table_hash BYTEA NOT NULL,
    verdict TEXT NOT NULL, asks_again TEXT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
    due_at BIGINT, in_force_at BIGINT, ended_at BIGINT, place BIGINT, told_at BIGINT, asked_at BIGINT,
    PRIMARY KEY (version), UNIQUE (place));

-- Two people of the officer's role approve a text, not a name: another text under the same version needs them again.
CREATE TABLE edition_approval (version TEXT NOT NULL, staff_id BYTEA NOT NULL, text_hash BYTEA NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (version, staff_id));

-- What was done with an edition, by whom and when.
CREATE TABLE edition_event (version TEXT NOT NULL, event_id BYTEA NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    PRIMARY KEY (version, event_id));

-- Who was told of an edition, and who agreed to it, with the hash of the text that was shown.
CREATE TABLE edition_told (customer_id BYTEA NOT NULL, version TEXT NOT NULL, at BIGINT NOT NULL, message_id BYTEA NOT NULL,
    PRIMARY KEY (customer_id, version));
CREATE TABLE edition_agreed (customer_id BYTEA NOT NULL, version TEXT NOT NULL, at BIGINT NOT NULL, text_hash BYTEA NOT NULL, channel TEXT NOT NULL,
    PRIMARY KEY (customer_id, version));
