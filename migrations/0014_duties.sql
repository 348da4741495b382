-- When a task that the policy gives somebody again and again was done, and who wrote it down. The task itself and how often it comes
-- stand in the policy's text.
CREATE TABLE duty_done (duty TEXT NOT NULL, event_id BYTEA NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (duty, event_id));
