-- Zoom makes the meetings of this session's dates, unless how to join was typed by hand.
ALTER TABLE sessions ADD COLUMN zoom_meeting BOOLEAN NOT NULL DEFAULT FALSE;

-- What Zoom has been told of a date, and when it is looked at again whether that is still right.
CREATE TABLE zoom_meetings (
    date_id BYTEA NOT NULL PRIMARY KEY REFERENCES session_dates (id),
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    -- Zoom's number of the meeting, and how whoever runs it gets in; null while there is none.
    meeting_id TEXT,
    join_url TEXT,
    passcode TEXT,
    -- As Zoom was last told it.
    topic TEXT,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    -- Zoom was asked to make it, and its answer never came: it is looked for before it is made again.
    maybe_made BOOLEAN NOT NULL,
    -- When it is to be looked at next; null: not before something changes.
    look_at TIMESTAMP,
    -- Somebody talks to Zoom about it until then.
    lease_until TIMESTAMP,
    -- Rises whenever somebody begins to.
    claims INTEGER NOT NULL,
    -- Attempts in a row that came to nothing, and why the last one did.
    failures INTEGER NOT NULL,
    last_error TEXT,
    -- When its report was fetched.
    reported_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX zoom_meetings_session ON zoom_meetings (session_id);
CREATE INDEX zoom_meetings_look_at ON zoom_meetings (look_at);

-- Whom Zoom was told of, each with a way in of their own.
CREATE TABLE zoom_registrants (
    id BYTEA NOT NULL PRIMARY KEY,
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    -- live, cancelled, refused (Zoom would not have them) or erased (Zoom is to forget them, then the row goes).
    state TEXT NOT NULL,
    registrant_id TEXT,
    join_url TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX zoom_registrants_place ON zoom_registrants (date_id, booking_id);
CREATE INDEX zoom_registrants_booking ON zoom_registrants (booking_id);

-- What the report of a meeting says, a row each time somebody joined; until the register is closed.
CREATE TABLE zoom_participants (
    id BYTEA NOT NULL PRIMARY KEY,
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    name TEXT NOT NULL,
    email TEXT,
    -- Whose it is, by the way in that was theirs alone.
    booking_id BYTEA REFERENCES bookings (id),
    joined_at TIMESTAMP NOT NULL,
    left_at TIMESTAMP NOT NULL,
    waiting_room BOOLEAN NOT NULL
);
CREATE INDEX zoom_participants_date ON zoom_participants (date_id);
CREATE INDEX zoom_participants_booking ON zoom_participants (booking_id);
