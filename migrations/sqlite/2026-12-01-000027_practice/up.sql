-- What somebody means to do with a course: up to five actions, theirs alone unless they say otherwise.
CREATE TABLE action_plans (
    booking_id BLOB NOT NULL PRIMARY KEY REFERENCES bookings (id),
    shared_with_trainer BOOLEAN NOT NULL,
    shared_with_manager BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE planned_actions (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES action_plans (booking_id),
    position INTEGER NOT NULL,
    words TEXT NOT NULL,
    due_on DATE NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'done', 'changed', 'dropped')),
    note TEXT,
    -- The day for which the person was reminded; another day is reminded of anew.
    reminded_for DATE,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX planned_actions_booking ON planned_actions (booking_id);
CREATE INDEX planned_actions_due ON planned_actions (due_on) WHERE state = 'planned';

-- What is asked after a course. Rows without a course are asked after every course that has none of its own.
CREATE TABLE feedback_questions (
    id BLOB NOT NULL PRIMARY KEY,
    course_id BLOB REFERENCES courses (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('scale', 'yes_no', 'text')),
    words TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    -- No longer asked; what was answered stays.
    retired_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX feedback_questions_course ON feedback_questions (course_id);
INSERT INTO feedback_questions (id, course_id, position, kind, words, required, created_at) VALUES
    (X'019300000000700080000000000000f1', NULL, 1, 'scale', 'How useful was it for your work?', TRUE, '2026-12-01 00:00:00'),
    (X'019300000000700080000000000000f2', NULL, 2, 'scale', 'How well was it taught?', TRUE, '2026-12-01 00:00:00'),
    (X'019300000000700080000000000000f3', NULL, 3, 'yes_no', 'Would you recommend it to a colleague?', FALSE, '2026-12-01 00:00:00'),
    (X'019300000000700080000000000000f4', NULL, 4, 'text', 'What will you take away, and what should we change?', FALSE, '2026-12-01 00:00:00');

-- One answer a booking.
CREATE TABLE feedback (
    booking_id BLOB NOT NULL PRIMARY KEY REFERENCES bookings (id),
    session_id BLOB NOT NULL REFERENCES sessions (id),
    quote_allowed BOOLEAN NOT NULL,
    -- What the person wants to be called beside their words, such as "Secondary school teacher".
    quote_role TEXT,
    answered_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX feedback_session ON feedback (session_id);

CREATE TABLE feedback_answers (
    booking_id BLOB NOT NULL REFERENCES feedback (booking_id),
    question_id BLOB NOT NULL REFERENCES feedback_questions (id),
    -- 1 to 5 on a scale, 1 for yes and 0 for no; null for words.
    number INTEGER,
    words TEXT,
    PRIMARY KEY (booking_id, question_id)
);
CREATE INDEX feedback_answers_question ON feedback_answers (question_id);

-- Words that a coordinator chose for a course's page, of somebody who allowed it.
CREATE TABLE feedback_quotes (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES feedback (booking_id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    words TEXT NOT NULL,
    role TEXT NOT NULL,
    approved_by BLOB NOT NULL REFERENCES people (id),
    approved_at TIMESTAMP NOT NULL
);
CREATE INDEX feedback_quotes_course ON feedback_quotes (course_id);
CREATE INDEX feedback_quotes_booking ON feedback_quotes (booking_id);

-- What became of it: one answer a booking, stage and side.
CREATE TABLE impacts (
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    stage TEXT NOT NULL CHECK (stage IN ('weeks_6', 'months_6')),
    answered_by TEXT NOT NULL CHECK (answered_by IN ('participant', 'manager')),
    -- How much of it is in use, and how much of a difference it makes: 1 to 5.
    in_use INTEGER NOT NULL,
    difference INTEGER NOT NULL,
    words TEXT,
    -- Where the action plan stands: done, under_way, not_begun or no_plan
    plan TEXT NOT NULL CHECK (plan IN ('done', 'under_way', 'not_begun', 'no_plan')),
    answered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, stage, answered_by)
);

-- Whom we asked, and when; once each.
CREATE TABLE impact_asks (
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    stage TEXT NOT NULL CHECK (stage IN ('weeks_6', 'months_6')),
    asked TEXT NOT NULL CHECK (asked IN ('participant', 'manager')),
    asked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, stage, asked)
);

-- A yes to asking the manager too; taken back by deleting it.
CREATE TABLE impact_consents (
    booking_id BLOB NOT NULL PRIMARY KEY REFERENCES bookings (id),
    agreed_at TIMESTAMP NOT NULL
);

ALTER TABLE courses ADD COLUMN impact_weeks_6 BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE courses ADD COLUMN impact_months_6 BOOLEAN NOT NULL DEFAULT TRUE;

-- Links by which feedback and impact are answered without signing in. The secret is derived from the id at delivery and
-- never stored; the link says nothing of whom it is for.
CREATE TABLE answer_links (
    id BLOB NOT NULL PRIMARY KEY,
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    kind TEXT NOT NULL CHECK (kind IN ('feedback', 'weeks_6', 'months_6', 'manager_weeks_6', 'manager_months_6')),
    -- Who answers by it.
    person_id BLOB NOT NULL REFERENCES people (id),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    -- The first answer by it; feedback may be changed by it for 14 days from then.
    used_at TIMESTAMP,
    withdrawn_at TIMESTAMP
);
CREATE INDEX answer_links_booking ON answer_links (booking_id);
CREATE INDEX answer_links_person ON answer_links (person_id);
