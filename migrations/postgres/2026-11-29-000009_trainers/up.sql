-- Of each date a trainer has been asked to run: its entry in their calendar.
CREATE TABLE trainer_invites (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    person_id BYTEA NOT NULL REFERENCES people (id),
    uid TEXT COLLATE "C" NOT NULL,
    sequence INTEGER NOT NULL,
    -- request, withdraw or call_off
    last_method TEXT NOT NULL,
    -- The address whose calendar holds the entry.
    email TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX trainer_invites_uid ON trainer_invites (uid);
CREATE UNIQUE INDEX trainer_invites_date ON trainer_invites (date_id, person_id);
CREATE INDEX trainer_invites_session ON trainer_invites (session_id);
CREATE INDEX trainer_invites_person ON trainer_invites (person_id);
