-- What is wrong with values, keys or the way they are opened, until an officer has settled it. The subject is the number of a customer
-- or, where somebody looked at too many, of a member of staff.
CREATE TABLE alarm (alarm_id BYTEA NOT NULL, kind TEXT NOT NULL, subject BYTEA NOT NULL, place TEXT NOT NULL, times BIGINT NOT NULL,
    first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, settled_at BIGINT, settled_by BYTEA, PRIMARY KEY (alarm_id));
CREATE INDEX alarm_subject ON alarm (subject);

-- Whom a member of staff has looked at within the last hour, and whether they may look at anybody.
CREATE TABLE staff_guard (staff_id BYTEA NOT NULL, asked_at BIGINT NOT NULL, frozen_at BIGINT, PRIMARY KEY (staff_id));
CREATE TABLE staff_opening (staff_id BYTEA NOT NULL, customer_id BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (staff_id, customer_id));
