CREATE TABLE attendance_imports (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    -- zoom, teams or meet
    source TEXT NOT NULL,
    -- intervals or totals
    evidence TEXT NOT NULL,
    -- SHA-256 of the files, which are not kept: the same ones are known again.
    digest BYTEA NOT NULL,
    -- Lines that count for nobody, and why (JSON).
    left_out TEXT NOT NULL,
    by_person BYTEA NOT NULL REFERENCES people (id),
    made_at TIMESTAMP NOT NULL,
    -- When its decisions were last marked; none while they are not, or no longer.
    applied_at TIMESTAMP
);
CREATE INDEX attendance_imports_session ON attendance_imports (session_id, made_at);
CREATE UNIQUE INDEX attendance_imports_digest ON attendance_imports (date_id, digest);

-- What the files said of everybody who joined.
CREATE TABLE attendance_import_lines (
    id BYTEA NOT NULL PRIMARY KEY,
    import_id BYTEA NOT NULL REFERENCES attendance_imports (id),
    position INTEGER NOT NULL,
    -- How a decision names it.
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    minutes INTEGER NOT NULL,
    -- From when to when within the date, in seconds since 1970 (JSON).
    spans TEXT NOT NULL,
    -- The most minutes the program itself counts.
    most INTEGER,
    -- email, proposed, ambiguous or unknown
    how TEXT NOT NULL,
    booking_id BYTEA REFERENCES bookings (id),
    -- Whom they may be, and why (JSON).
    candidates TEXT NOT NULL,
    note TEXT
);
CREATE UNIQUE INDEX attendance_import_lines_key ON attendance_import_lines (import_id, key);
CREATE INDEX attendance_import_lines_booking ON attendance_import_lines (booking_id);

-- Whom each of them was decided to be; one device may be of several people.
CREATE TABLE attendance_import_decisions (
    line_id BYTEA NOT NULL REFERENCES attendance_import_lines (id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    PRIMARY KEY (line_id, booking_id)
);
CREATE INDEX attendance_import_decisions_booking ON attendance_import_decisions (booking_id);

-- What was marked before, to go back to.
CREATE TABLE attendance_import_before (
    import_id BYTEA NOT NULL REFERENCES attendance_imports (id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    -- None where nothing was marked.
    outcome TEXT,
    minutes INTEGER,
    earlier_import_id BYTEA REFERENCES attendance_imports (id),
    PRIMARY KEY (import_id, booking_id)
);
CREATE INDEX attendance_import_before_booking ON attendance_import_before (booking_id);

-- The meeting's record a mark rests on; none where somebody marked it by hand.
ALTER TABLE attendance_marks ADD COLUMN import_id BYTEA REFERENCES attendance_imports (id);
