-- Lines of a person's ledger that are covered in their record until a moment: what the law forbids to tell yet, and lines that stand for
-- nothing, of which every record has some.
CREATE TABLE embargo (customer_id BYTEA NOT NULL, seq BIGINT NOT NULL, until_at BIGINT NOT NULL, PRIMARY KEY (customer_id, seq));

-- Orders of courts and other authorities: written down by one officer, good once another has approved.
CREATE TABLE legal_order (customer_id BYTEA NOT NULL, legal_order_id BYTEA NOT NULL, authority TEXT NOT NULL, reference TEXT NOT NULL, scope TEXT NOT NULL,
    recorded_by BYTEA NOT NULL, recorded_at BIGINT NOT NULL, approved_by BYTEA, approved_at BIGINT, until_at BIGINT NOT NULL, silent_until BIGINT,
    handed_at BIGINT, ended_at BIGINT, PRIMARY KEY (customer_id, legal_order_id));
