-- Rows with words are found by an id of their own when somebody's name is taken out of them.
ALTER TABLE feedback_answers ADD COLUMN id BYTEA;
CREATE UNIQUE INDEX feedback_answers_id ON feedback_answers (id);
ALTER TABLE impacts ADD COLUMN id BYTEA;
CREATE UNIQUE INDEX impacts_id ON impacts (id);

-- What was last shown of a session's feedback. It stays as it is while others answer, so that two looks never tell one
-- person's answers apart from the others'.
CREATE TABLE feedback_shown (
    session_id BYTEA NOT NULL PRIMARY KEY REFERENCES sessions (id),
    responses INTEGER NOT NULL,
    -- The questions with their counts, as JSON.
    figures TEXT NOT NULL,
    -- Nobody could change an answer any more.
    is_whole BOOLEAN NOT NULL,
    shown_at TIMESTAMP NOT NULL
);

-- Whose answers those are.
CREATE TABLE feedback_shown_people (
    session_id BYTEA NOT NULL REFERENCES feedback_shown (session_id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    PRIMARY KEY (session_id, booking_id)
);
CREATE INDEX feedback_shown_people_booking ON feedback_shown_people (booking_id);

-- The words among them.
CREATE TABLE feedback_shown_texts (
    id BYTEA NOT NULL PRIMARY KEY,
    session_id BYTEA NOT NULL REFERENCES feedback_shown (session_id),
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    question_id BYTEA NOT NULL REFERENCES feedback_questions (id),
    words TEXT NOT NULL,
    -- What the person is called beside them, while they allow being quoted.
    role TEXT
);
CREATE INDEX feedback_shown_texts_session ON feedback_shown_texts (session_id);
CREATE INDEX feedback_shown_texts_booking ON feedback_shown_texts (booking_id);

-- Words somebody allows to be quoted that a coordinator has looked at; asked about anew when the words change.
CREATE TABLE quote_decisions (
    booking_id BYTEA NOT NULL REFERENCES feedback (booking_id),
    question_id BYTEA NOT NULL REFERENCES feedback_questions (id),
    chosen BOOLEAN NOT NULL,
    decided_by BYTEA NOT NULL REFERENCES people (id),
    decided_at TIMESTAMP NOT NULL,
    PRIMARY KEY (booking_id, question_id)
);

-- Who wants no more mail about what became of a course.
CREATE TABLE impact_mails_off (
    person_id BYTEA NOT NULL PRIMARY KEY REFERENCES people (id),
    since TIMESTAMP NOT NULL
);
