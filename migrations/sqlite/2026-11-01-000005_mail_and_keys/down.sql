DROP TABLE signing_keys;
DROP TABLE audit_log;
DROP TABLE outbox;
