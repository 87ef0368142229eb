CREATE TABLE attendance_marks (
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    outcome TEXT NOT NULL,
    minutes INTEGER,
    by_person BYTEA NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, date_id)
);

-- What the marks of a booking came to when its register was closed; kept while it is open again, to be compared.
CREATE TABLE results (
    booking_id BYTEA NOT NULL PRIMARY KEY REFERENCES bookings (id),
    -- attended, partly_attended or no_show
    outcome TEXT NOT NULL,
    attended_minutes INTEGER NOT NULL,
    scheduled_minutes INTEGER NOT NULL,
    cpd_minutes INTEGER NOT NULL,
    cpd_basis TEXT NOT NULL,
    -- The last day the person was there, in the session's zone.
    attended_on DATE,
    -- Complete below the course's threshold, for the reason that stands on the booking.
    by_reason BOOLEAN NOT NULL,
    closed_at TIMESTAMP NOT NULL,
    reopened_at TIMESTAMP
);

CREATE TABLE completions (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    course_id BYTEA NOT NULL REFERENCES courses (id),
    organisation_id BYTEA REFERENCES organisations (id),
    -- Null when nobody knows: meets no currency window.
    completed_on DATE,
    cpd_minutes INTEGER NOT NULL,
    -- Null for what was brought in from before.
    booking_id BYTEA REFERENCES bookings (id),
    source TEXT NOT NULL,
    -- The register was reopened, or the record was wrong.
    withdrawn_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX completions_person ON completions (person_id, course_id);
CREATE INDEX completions_booking ON completions (booking_id);

CREATE TABLE credentials (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    credential_kind_id BYTEA NOT NULL REFERENCES credential_kinds (id),
    gained_on DATE,
    source TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX credentials_person ON credentials (person_id);

CREATE TABLE organisation_completions (
    id BYTEA NOT NULL PRIMARY KEY,
    organisation_id BYTEA NOT NULL REFERENCES organisations (id),
    course_id BYTEA NOT NULL REFERENCES courses (id),
    completed_on DATE,
    session_id BYTEA REFERENCES sessions (id),
    source TEXT NOT NULL,
    withdrawn_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX organisation_completions_organisation ON organisation_completions (organisation_id);

CREATE TABLE declarations (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    declaration_kind_id BYTEA NOT NULL REFERENCES declaration_kinds (id),
    declared_on DATE NOT NULL,
    source TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX declarations_person ON declarations (person_id);

-- "Training you have already done": what somebody says of it, and what a coordinator decided.
CREATE TABLE training_claims (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    words TEXT NOT NULL,
    -- As the person remembers it; a year stands as its first day.
    done_on DATE,
    -- open, confirmed or declined
    state TEXT NOT NULL,
    claimed_at TIMESTAMP NOT NULL,
    decided_at TIMESTAMP,
    decided_by BYTEA REFERENCES people (id),
    -- What it was confirmed as.
    course_id BYTEA REFERENCES courses (id),
    credential_kind_id BYTEA REFERENCES credential_kinds (id),
    confirmed_on DATE,
    -- Why it was declined.
    reason TEXT
);
CREATE INDEX training_claims_person ON training_claims (person_id);
CREATE INDEX training_claims_state ON training_claims (state);

CREATE TABLE certificates (
    id BYTEA NOT NULL PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL,
    verification_code TEXT COLLATE "C" NOT NULL,
    person_id BYTEA NOT NULL REFERENCES people (id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    completion_id BYTEA NOT NULL REFERENCES completions (id),
    course_id BYTEA NOT NULL REFERENCES courses (id),
    -- JSON of what the paper says, without the name, which must be erasable by itself.
    snapshot TEXT NOT NULL,
    person_name TEXT,
    cpd_minutes INTEGER NOT NULL,
    completed_on DATE NOT NULL,
    state TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    superseded_by BYTEA REFERENCES certificates (id),
    ended_at TIMESTAMP,
    end_reason TEXT
);
CREATE UNIQUE INDEX certificates_number ON certificates (number);
CREATE UNIQUE INDEX certificates_code ON certificates (verification_code);
CREATE INDEX certificates_person ON certificates (person_id);
CREATE INDEX certificates_booking ON certificates (booking_id);
