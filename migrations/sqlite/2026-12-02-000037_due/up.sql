-- What falls due is found by these, however much there is beside it.
CREATE INDEX sessions_state_starts ON sessions (state, starts_at);
CREATE INDEX sessions_state_ends ON sessions (state, ends_at);
CREATE INDEX session_dates_starts ON session_dates (starts_at);
CREATE INDEX booking_conditions_failed ON booking_conditions (booking_id)
    WHERE ended_at IS NULL AND failed_at IS NOT NULL;
CREATE INDEX completions_on ON completions (course_id, completed_on) WHERE withdrawn_at IS NULL;
CREATE INDEX declarations_on ON declarations (declaration_kind_id, declared_on);
CREATE INDEX results_closed ON results (closed_at);

-- What is kept only for a time.
CREATE INDEX people_registered ON people (created_at) WHERE source = 'registration';
CREATE INDEX outbox_with_content ON outbox (queued_at) WHERE purged_at IS NULL;
CREATE INDEX access_needs_passing ON access_needs (booking_id) WHERE NOT keep;
CREATE INDEX commissions_with_access ON commissions (state_since) WHERE access IS NOT NULL;
CREATE INDEX complaints_answered ON complaints (answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX tokens_expires ON tokens (expires_at);
CREATE INDEX tokens_used ON tokens (used_at) WHERE used_at IS NOT NULL;
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);
CREATE INDEX attendance_steps_at ON attendance_steps (at);
CREATE INDEX zoom_registrants_known ON zoom_registrants (date_id) WHERE state <> 'erased';

-- SQLite counts nothing by itself. Without any figures it goes along the index that has the right order, even where that
-- is half a table and another one finds five rows. So it is told what such tables look like, once for all: how many rows
-- there are, and how many have the same first column, the same first two.
ANALYZE signing_keys;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    -- Asked only for states that few are in at any time.
    ('bookings', 'bookings_state', '1000000 1000 1'),
    ('bookings', 'bookings_session', '1000000 50 10'),
    ('bookings', 'bookings_person', '1000000 6 2'),
    ('bookings', 'bookings_organisation', '1000000 300 60'),
    ('sessions', 'sessions_state_starts', '20000 5000 1'),
    ('sessions', 'sessions_state_ends', '20000 5000 1'),
    ('sessions', 'sessions_course', '20000 1500 1'),
    ('outbox', 'outbox_due', '1000000 200000 5'),
    ('zoom_meetings', 'zoom_meetings_troubled', '20 1');
