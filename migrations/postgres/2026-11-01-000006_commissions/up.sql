CREATE TABLE commissions (
    id BYTEA NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    -- The course asked for, then the one proposed; null while whoever asked is not sure.
    course_id BYTEA REFERENCES courses (id),
    organisation_id BYTEA REFERENCES organisations (id),
    asked_by BYTEA NOT NULL REFERENCES people (id),
    -- The coordinator who answered first; before that, messages go to all of them.
    handled_by BYTEA REFERENCES people (id),
    state TEXT NOT NULL,
    state_since TIMESTAMP NOT NULL,
    aims TEXT NOT NULL,
    group_size INTEGER,
    ring_me BOOLEAN NOT NULL,
    phone TEXT,
    preferred TEXT,
    delivery TEXT,
    place TEXT,
    -- What the group needs to take part: cleared 30 days after it is over.
    access TEXT,
    budget_code TEXT,
    purchase_order TEXT,
    -- open, met or failed; null where nothing hangs on a condition
    condition_state TEXT,
    -- Its session; a session called off is let go, so that another can be made.
    session_id BYTEA REFERENCES sessions (id),
    lock_count INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX commissions_reference ON commissions (reference);
CREATE UNIQUE INDEX commissions_session ON commissions (session_id);
CREATE INDEX commissions_asked_by ON commissions (asked_by);
CREATE INDEX commissions_state ON commissions (state, state_since);

-- Whom it is for, in the order in which they were named.
CREATE TABLE commission_people (
    id BYTEA NOT NULL PRIMARY KEY,
    commission_id BYTEA NOT NULL REFERENCES commissions (id),
    person_id BYTEA NOT NULL REFERENCES people (id),
    -- As whoever named them wrote it: all that somebody who does not manage them is shown.
    name TEXT NOT NULL,
    -- ready, planned or lacking, when it was last looked at
    readiness TEXT,
    added_by BYTEA NOT NULL REFERENCES people (id),
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX commission_people_once ON commission_people (commission_id, person_id);
CREATE INDEX commission_people_person ON commission_people (person_id);

-- Every version stays as it was made.
CREATE TABLE commission_proposals (
    id BYTEA NOT NULL PRIMARY KEY,
    commission_id BYTEA NOT NULL REFERENCES commissions (id),
    version INTEGER NOT NULL,
    -- JSON of content, dates, trainers and price.
    terms TEXT NOT NULL,
    made_by BYTEA NOT NULL REFERENCES people (id),
    made_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP
);
CREATE UNIQUE INDEX commission_proposals_version ON commission_proposals (commission_id, version);

-- Append-only: the thread and the timeline.
CREATE TABLE commission_events (
    id BYTEA NOT NULL PRIMARY KEY,
    commission_id BYTEA NOT NULL REFERENCES commissions (id),
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    by_person BYTEA REFERENCES people (id),
    -- Written by a coordinator as such, not by whoever asked.
    by_team BOOLEAN NOT NULL,
    -- What was written, or said by the program: no name of a person in the latter.
    words TEXT
);
CREATE UNIQUE INDEX commission_events_number ON commission_events (commission_id, number);

-- Organisations invited to a private session, and what they answered.
CREATE TABLE session_invitations (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    organisation_id BYTEA NOT NULL REFERENCES organisations (id),
    -- How many people it may name.
    places INTEGER NOT NULL,
    -- open, accepted, declined or withdrawn
    state TEXT NOT NULL,
    invited_by BYTEA NOT NULL REFERENCES people (id),
    invited_at TIMESTAMP NOT NULL,
    answered_by BYTEA REFERENCES people (id),
    answered_at TIMESTAMP,
    words TEXT
);
CREATE UNIQUE INDEX session_invitations_once ON session_invitations (session_id, organisation_id);
CREATE INDEX session_invitations_organisation ON session_invitations (organisation_id);

-- Marks of the register that were earned at a date of a sister set.
CREATE TABLE made_up_dates (
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    -- The date that was missed.
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    -- The date of the sister set at which it was made up for.
    made_up_at BYTEA NOT NULL REFERENCES session_dates (id),
    by_person BYTEA NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, date_id)
);
CREATE INDEX made_up_dates_at ON made_up_dates (made_up_at);
