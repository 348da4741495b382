-- The words that stood beside a box or a button, each distinct text once, sworn to by the shop. Nothing about a customer.
CREATE TABLE wording (wording_hash BYTEA NOT NULL, body TEXT NOT NULL, signature BYTEA NOT NULL, signed_at BIGINT NOT NULL, PRIMARY KEY (wording_hash));
-- Which words the guardian answered.
ALTER TABLE clearance ADD COLUMN wording_hash BYTEA;
