-- The person a line is about, such as the holder of a booking; ids only, as everything on the trail.
ALTER TABLE audit_log ADD COLUMN about_id BYTEA;
-- Where it was done from: the network address under a key of the site, or as it is where a setting says so.
ALTER TABLE audit_log ADD COLUMN origin TEXT;
-- What happens often, such as refused calls, is counted on one line: how often, and when last.
ALTER TABLE audit_log ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
ALTER TABLE audit_log ADD COLUMN last_at TIMESTAMP;
-- What a counted line counts: caller, act and hour under a key of the site.
ALTER TABLE audit_log ADD COLUMN bucket BYTEA;
CREATE UNIQUE INDEX audit_log_bucket ON audit_log (bucket);
CREATE INDEX audit_log_about ON audit_log (about_id);
CREATE INDEX audit_log_actor ON audit_log (actor_id);
CREATE INDEX audit_log_at ON audit_log (at);
UPDATE audit_log SET about_id = subject_id WHERE subject_kind = 'person';
UPDATE audit_log SET about_id = (SELECT person_id FROM bookings WHERE bookings.id = audit_log.subject_id)
    WHERE subject_kind = 'booking';
UPDATE audit_log SET about_id = (SELECT person_id FROM memberships WHERE memberships.id = audit_log.subject_id)
    WHERE subject_kind = 'membership';
UPDATE audit_log SET about_id = (SELECT person_id FROM certificates WHERE certificates.id = audit_log.subject_id)
    WHERE subject_kind = 'certificate';
UPDATE audit_log SET about_id = (SELECT person_id FROM logins WHERE logins.id = audit_log.subject_id)
    WHERE subject_kind = 'login';
