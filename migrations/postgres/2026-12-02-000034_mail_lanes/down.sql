DROP INDEX outbox_next_of_kind;
DROP INDEX outbox_next;
DROP INDEX outbox_held;
ALTER TABLE outbox DROP COLUMN held_since;
