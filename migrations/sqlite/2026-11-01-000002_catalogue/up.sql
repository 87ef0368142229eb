CREATE TABLE ladders (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE UNIQUE INDEX ladders_slug ON ladders (slug);

CREATE TABLE rungs (
    id BLOB NOT NULL PRIMARY KEY,
    ladder_id BLOB NOT NULL REFERENCES ladders (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX rungs_position ON rungs (ladder_id, position);

CREATE TABLE courses (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    title_folded TEXT NOT NULL,
    rung_id BLOB REFERENCES rungs (id),
    summary TEXT NOT NULL,
    audience TEXT NOT NULL,
    -- JSON list of sentences
    outcomes TEXT NOT NULL,
    delivery TEXT NOT NULL,
    duration_minutes INTEGER NOT NULL,
    cpd_minutes INTEGER NOT NULL,
    capacity INTEGER NOT NULL,
    -- Attendance that is enough: percent of each date's minutes, and of how many dates (null: all).
    enough_percent INTEGER NOT NULL,
    enough_dates INTEGER,
    -- Working days before the first date until which giving up a place has no consequence.
    notice_days INTEGER NOT NULL,
    needs_approval BOOLEAN NOT NULL,
    by_commission BOOLEAN NOT NULL,
    trains_organisation BOOLEAN NOT NULL,
    invites_trained_organisations BOOLEAN NOT NULL,
    retired_at TIMESTAMP,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX courses_slug ON courses (slug);
CREATE INDEX courses_rung ON courses (rung_id);

-- Who may book: with no row everyone; otherwise members of the organisation or of an organisation of the kind.
CREATE TABLE course_audiences (
    id BLOB NOT NULL PRIMARY KEY,
    course_id BLOB NOT NULL REFERENCES courses (id),
    organisation_id BLOB REFERENCES organisations (id),
    organisation_kind TEXT
);
CREATE INDEX course_audiences_course ON course_audiences (course_id);

CREATE TABLE credential_kinds (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX credential_kinds_slug ON credential_kinds (slug);

CREATE TABLE declaration_kinds (
    id BLOB NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL,
    statement TEXT NOT NULL
);
CREATE UNIQUE INDEX declaration_kinds_slug ON declaration_kinds (slug);

-- An edited group is retired and replaced under a new id, so that waivers and conditions keep their meaning.
CREATE TABLE prerequisite_groups (
    id BLOB NOT NULL PRIMARY KEY,
    course_id BLOB NOT NULL REFERENCES courses (id),
    position INTEGER NOT NULL,
    retired_at TIMESTAMP
);
CREATE INDEX prerequisite_groups_course ON prerequisite_groups (course_id);

CREATE TABLE requirements (
    id BLOB NOT NULL PRIMARY KEY,
    group_id BLOB NOT NULL REFERENCES prerequisite_groups (id),
    position INTEGER NOT NULL,
    -- course, credential, organisation_course or declaration; ref_id is the id of that
    kind TEXT NOT NULL,
    ref_id BLOB NOT NULL,
    within_months INTEGER
);
CREATE INDEX requirements_group ON requirements (group_id);

CREATE TABLE accreditations (
    id BLOB NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    body TEXT NOT NULL,
    reference TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL
);

CREATE TABLE accreditation_courses (
    accreditation_id BLOB NOT NULL REFERENCES accreditations (id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    PRIMARY KEY (accreditation_id, course_id)
);

-- With no row any audience is covered.
CREATE TABLE accreditation_audiences (
    accreditation_id BLOB NOT NULL REFERENCES accreditations (id),
    organisation_kind TEXT NOT NULL,
    PRIMARY KEY (accreditation_id, organisation_kind)
);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    course_id BLOB NOT NULL REFERENCES courses (id),
    state TEXT NOT NULL,
    timezone TEXT NOT NULL,
    delivery TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    location TEXT,
    -- JSON: url, meeting_id, passcode, dial_in, test_url, help
    joining TEXT,
    private BOOLEAN NOT NULL,
    booking_opens_at TIMESTAMP,
    booking_closes_at TIMESTAMP,
    -- Start of the first and end of the last date that is not cancelled.
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    -- When we last moved a date: bookings made before may overlap since, through no fault of theirs.
    dates_changed_at TIMESTAMP,
    published_at TIMESTAMP,
    cancelled_at TIMESTAMP,
    cancel_reason TEXT,
    register_closed_at TIMESTAMP,
    lock_count INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_course ON sessions (course_id, starts_at);
CREATE INDEX sessions_starts ON sessions (starts_at);

CREATE TABLE session_dates (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    position INTEGER NOT NULL,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    cancelled_at TIMESTAMP
);
CREATE INDEX session_dates_session ON session_dates (session_id);

CREATE TABLE session_trainers (
    session_id BLOB NOT NULL REFERENCES sessions (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX session_trainers_person ON session_trainers (person_id);
