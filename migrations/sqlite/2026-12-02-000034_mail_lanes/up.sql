-- Since when it has waited because the mail server takes none from this site, or refuses it by a policy of its own.
ALTER TABLE outbox ADD COLUMN held_since TIMESTAMP;
CREATE INDEX outbox_held ON outbox (held_since) WHERE held_since IS NOT NULL;
-- What leaves next, in order; and of it what somebody waits for at the screen.
CREATE INDEX outbox_next ON outbox (next_attempt_at, id) WHERE state = 'queued';
CREATE INDEX outbox_next_of_kind ON outbox (kind, next_attempt_at, id) WHERE state = 'queued';
