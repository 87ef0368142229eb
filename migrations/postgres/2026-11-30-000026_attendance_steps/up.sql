-- What was marked by hand in one go, and what stood before, so that whoever marked it can take it back.
CREATE TABLE attendance_steps (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    by_person BYTEA NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL,
    -- Each mark that was changed, as it stood before (JSON).
    before TEXT NOT NULL
);
CREATE INDEX attendance_steps_session ON attendance_steps (session_id, by_person);
