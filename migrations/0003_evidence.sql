-- How often the gate decided what in which situation. Nobody's row: a situation is who (as a role), what and under which facts.
-- The numbers in the key are sets as bits, in the order of the words of the policy with that hash; the texts say the same in its words.
CREATE TABLE evidence (policy_hash TEXT NOT NULL, party TEXT NOT NULL, verb TEXT NOT NULL, purpose TEXT NOT NULL,
    facts BIGINT NOT NULL, asked BIGINT NOT NULL, allowed BIGINT NOT NULL, policy_version TEXT NOT NULL,
    fact_names TEXT NOT NULL, asked_names TEXT NOT NULL, allowed_names TEXT NOT NULL, count BIGINT NOT NULL, last_at BIGINT NOT NULL,
    PRIMARY KEY (policy_hash, party, verb, purpose, facts, asked, allowed));
