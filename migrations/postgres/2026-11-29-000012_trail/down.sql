DROP INDEX audit_log_at;
DROP INDEX audit_log_actor;
DROP INDEX audit_log_about;
DROP INDEX audit_log_bucket;
ALTER TABLE audit_log DROP COLUMN bucket;
ALTER TABLE audit_log DROP COLUMN last_at;
ALTER TABLE audit_log DROP COLUMN times;
ALTER TABLE audit_log DROP COLUMN origin;
ALTER TABLE audit_log DROP COLUMN about_id;
