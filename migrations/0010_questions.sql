-- A question about a line of one's own record: the line by its number, leaf and head, the day of the answer, and the officer's answer, sealed.
ALTER TABLE request ADD COLUMN line_seq BIGINT;
ALTER TABLE request ADD COLUMN line_leaf BYTEA;
ALTER TABLE request ADD COLUMN line_head BYTEA;
ALTER TABLE request ADD COLUMN due_at BIGINT;
ALTER TABLE request ADD COLUMN answer BYTEA;
