-- A course that may be taken at any time has one standing session: without dates, so its start and end are moments
-- that never come, and no list shows it.
ALTER TABLE sessions ADD COLUMN on_demand BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX sessions_one_on_demand ON sessions (course_id) WHERE on_demand;

-- What such a course is made of.
CREATE TABLE on_demand_courses (
    course_id BYTEA NOT NULL PRIMARY KEY REFERENCES courses (id),
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    -- It can be begun; what was begun before can be finished all the same.
    is_open BOOLEAN NOT NULL,
    introduction TEXT,
    -- CPD in minutes; of parts that have minutes of their own, those that were watched count, and these are the most.
    cpd_minutes INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

-- A recording or a text behind a link.
CREATE TABLE on_demand_parts (
    id BYTEA NOT NULL PRIMARY KEY,
    course_id BYTEA NOT NULL REFERENCES on_demand_courses (course_id),
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    speaker TEXT,
    url TEXT NOT NULL,
    -- Counted when it was watched, as with the talks of a conference; null: not counted by itself.
    minutes INTEGER,
    -- No longer shown; what was watched of it stays.
    retired_at TIMESTAMP
);
CREATE INDEX on_demand_parts_course ON on_demand_parts (course_id);

CREATE TABLE on_demand_questions (
    id BYTEA NOT NULL PRIMARY KEY,
    course_id BYTEA NOT NULL REFERENCES on_demand_courses (course_id),
    position INTEGER NOT NULL,
    words TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    retired_at TIMESTAMP
);
CREATE INDEX on_demand_questions_course ON on_demand_questions (course_id);

-- What somebody wrote when they finished.
CREATE TABLE on_demand_answers (
    id BYTEA NOT NULL PRIMARY KEY,
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    question_id BYTEA NOT NULL REFERENCES on_demand_questions (id),
    words TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX on_demand_answers_booking ON on_demand_answers (booking_id, question_id);

CREATE TABLE watched_parts (
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    part_id BYTEA NOT NULL REFERENCES on_demand_parts (id),
    PRIMARY KEY (booking_id, part_id)
);

-- The talks of a conference day.
CREATE TABLE session_talks (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    title TEXT NOT NULL,
    speaker TEXT,
    starts_at TIMESTAMP NOT NULL,
    minutes INTEGER NOT NULL
);
CREATE INDEX session_talks_session ON session_talks (session_id);

-- Who was at which talk.
CREATE TABLE talk_marks (
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    talk_id BYTEA NOT NULL REFERENCES session_talks (id),
    by_person BYTEA NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, talk_id)
);
CREATE INDEX talk_marks_talk ON talk_marks (talk_id);
