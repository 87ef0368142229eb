-- For how many months having done it keeps somebody current; null: it is no step of practice and never lapses.
ALTER TABLE courses ADD COLUMN current_months INTEGER;
-- The declaration by which whoever has done it stays current as long again.
ALTER TABLE courses ADD COLUMN renewed_by BLOB REFERENCES declaration_kinds (id);

-- A yes to being listed as a practitioner; taken back by deleting it.
CREATE TABLE practitioners (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    listed_at TIMESTAMP NOT NULL
);

-- Who supports whom in practice: somebody of the same organisation once they said yes, or the hub.
CREATE TABLE practice_supports (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    -- Null for the hub, which needs no yes.
    supporter_id BLOB REFERENCES people (id),
    asked_at TIMESTAMP NOT NULL,
    -- Null until the supporter has said yes.
    agreed_at TIMESTAMP
);
CREATE INDEX practice_supports_supporter ON practice_supports (supporter_id);

-- Somebody asks the hub for a practitioner.
CREATE TABLE practitioner_asks (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    what TEXT NOT NULL,
    place TEXT,
    wanted TEXT,
    -- Where they want to be rung; null where a mail will do.
    phone TEXT,
    asked_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by BLOB REFERENCES people (id),
    answer TEXT
);
CREATE INDEX practitioner_asks_person ON practitioner_asks (person_id);
CREATE INDEX practitioner_asks_open ON practitioner_asks (asked_at) WHERE answered_at IS NULL;

-- Whom we told that they will soon no longer be current: once for a course and a day on which it lapses.
CREATE TABLE lapse_notices (
    person_id BLOB NOT NULL REFERENCES people (id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    lapses_on DATE NOT NULL,
    told_at TIMESTAMP NOT NULL,
    PRIMARY KEY (person_id, course_id, lapses_on)
);
CREATE INDEX lapse_notices_course ON lapse_notices (course_id);

-- Who does not want to be told of that.
CREATE TABLE lapse_notices_off (
    person_id BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    since TIMESTAMP NOT NULL
);

-- A complaint about a session, and what followed from it.
CREATE TABLE session_complaints (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    came_on DATE NOT NULL,
    words TEXT NOT NULL,
    followed TEXT,
    noted_by BLOB NOT NULL REFERENCES people (id),
    noted_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX session_complaints_session ON session_complaints (session_id);

-- Evidence for an accreditation: what was asked for, and the figures as they stood then. Names and words stand not in
-- it: they are looked up when it is fetched, so that what is erased meanwhile is gone from it too.
CREATE TABLE evidence_packs (
    id BLOB NOT NULL PRIMARY KEY,
    accreditation_id BLOB NOT NULL REFERENCES accreditations (id),
    from_on DATE NOT NULL,
    to_on DATE NOT NULL,
    -- Why names stand in it; null where certificate numbers do.
    names_reason TEXT,
    made_by BLOB NOT NULL REFERENCES people (id),
    made_at TIMESTAMP NOT NULL,
    -- JSON
    figures TEXT NOT NULL
);
CREATE INDEX evidence_packs_accreditation ON evidence_packs (accreditation_id);
