CREATE TABLE bookings (
    id BLOB NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The organisation it was made under; counts use that for good.
    organisation_id BLOB REFERENCES organisations (id),
    state TEXT NOT NULL,
    -- self, manager, coordinator, commission, walk_in or substitute
    origin TEXT NOT NULL,
    made_by BLOB REFERENCES people (id),
    note TEXT,
    -- When the person joined the line for a place; kept through offers that pass.
    joined_at TIMESTAMP,
    -- A coordinator's order in the line, smaller first; null: by joining time.
    line_rank INTEGER,
    -- We took this person's place away (a session called off or moved); they come first in the line.
    displaced BOOLEAN NOT NULL,
    unanswered_offers INTEGER NOT NULL,
    -- No more offers until the person says that they still want a place.
    skipped BOOLEAN NOT NULL,
    -- When the person was told that a place is open to whoever books first; told once.
    told_open_at TIMESTAMP,
    auto_book_until DATE,
    requested_at TIMESTAMP,
    -- manager, lead or coordinator: whose answer is waited for
    approval_with TEXT,
    approval_since TIMESTAMP,
    approval_reminded_at TIMESTAMP,
    short_notice BOOLEAN NOT NULL,
    give_up_reason TEXT,
    -- Why a trainer let this count as completed though attendance was below the course's threshold.
    completion_reason TEXT,
    completion_by BLOB REFERENCES people (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX bookings_reference ON bookings (reference);
CREATE UNIQUE INDEX bookings_one_active ON bookings (person_id, session_id)
    WHERE state IN ('requested', 'booked', 'offered', 'waitlisted');
CREATE INDEX bookings_session ON bookings (session_id, state);
CREATE INDEX bookings_person ON bookings (person_id, state);

-- Append-only: who changed what, when and why.
CREATE TABLE booking_events (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    session_id BLOB NOT NULL REFERENCES sessions (id),
    -- Counts the lines of one booking from 1: a change that waited for its lock began, and is dated, before others.
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    by_person BLOB REFERENCES people (id),
    reason TEXT
);
CREATE UNIQUE INDEX booking_events_number ON booking_events (booking_id, number);

CREATE TABLE booking_conditions (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    group_id BLOB NOT NULL REFERENCES prerequisite_groups (id),
    depends_on BLOB NOT NULL REFERENCES bookings (id),
    -- open, fulfilled, failed (the clock runs), kept (failed by our doing), ended
    state TEXT NOT NULL,
    failed_at TIMESTAMP,
    -- When the place is released unless something changes.
    release_at TIMESTAMP,
    -- Failed by our doing: when other dates were offered instead of the one we changed, until when they can be taken
    -- (none while an objection is open), and when they were turned down or not taken in time.
    offered_at TIMESTAMP,
    answer_by TIMESTAMP,
    turned_down_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX booking_conditions_booking ON booking_conditions (booking_id);
CREATE INDEX booking_conditions_depends ON booking_conditions (depends_on);

CREATE TABLE offers (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    session_id BLOB NOT NULL REFERENCES sessions (id),
    -- Offers of one freed place share this, so that it is not offered twice to one person.
    place_id BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    -- accepted, declined, unanswered or withdrawn
    outcome TEXT
);
CREATE INDEX offers_booking ON offers (booking_id);
CREATE INDEX offers_session ON offers (session_id, ended_at);
CREATE INDEX offers_open ON offers (expires_at) WHERE ended_at IS NULL;

CREATE TABLE waivers (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    group_id BLOB NOT NULL REFERENCES prerequisite_groups (id),
    reason TEXT NOT NULL,
    by_person BLOB NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX waivers_once ON waivers (session_id, person_id, group_id);

-- Health data: seen by the session's trainers and coordinators alone, deleted after the session.
CREATE TABLE access_needs (
    booking_id BLOB NOT NULL PRIMARY KEY REFERENCES bookings (id),
    needs TEXT NOT NULL,
    keep BOOLEAN NOT NULL,
    arranged_at TIMESTAMP,
    arranged_by BLOB REFERENCES people (id),
    created_at TIMESTAMP NOT NULL
);

-- "This is wrong": about a result, or about a condition that is said to have failed.
CREATE TABLE disputes (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    words TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    closed_at TIMESTAMP,
    closed_by BLOB REFERENCES people (id),
    answer TEXT
);
CREATE INDEX disputes_booking ON disputes (booking_id);

CREATE TABLE invites (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    date_id BLOB NOT NULL REFERENCES session_dates (id),
    -- Which date of the booking this is, from 1; a move keeps it and with it the UID.
    ordinal INTEGER NOT NULL,
    uid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    -- request, withdraw or call_off
    last_method TEXT NOT NULL,
    email TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX invites_uid ON invites (uid);
CREATE INDEX invites_booking ON invites (booking_id);

CREATE TABLE idempotency_keys (
    person_id BLOB NOT NULL REFERENCES people (id),
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    outcome TEXT,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (person_id, method, path, idempotency_key)
);
