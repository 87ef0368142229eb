-- A place that is offered to somebody whom the giver does not manage: it stays the giver's until they say yes.
CREATE TABLE hand_overs (
    id BYTEA NOT NULL PRIMARY KEY,
    booking_id BYTEA NOT NULL REFERENCES bookings (id),
    -- Where the booking stood when the place was offered.
    session_id BYTEA NOT NULL REFERENCES sessions (id),
    made_by BYTEA NOT NULL REFERENCES people (id),
    -- As whoever offers it typed them; null once it has ended.
    name TEXT,
    email TEXT,
    email_folded TEXT COLLATE "C",
    made_at TIMESTAMP NOT NULL,
    open_until TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    -- taken_up, declined, ran_out, taken_back or withdrawn
    outcome TEXT
);
CREATE INDEX hand_overs_booking ON hand_overs (booking_id);
CREATE UNIQUE INDEX hand_overs_one_open ON hand_overs (booking_id) WHERE ended_at IS NULL;
CREATE INDEX hand_overs_open ON hand_overs (open_until) WHERE ended_at IS NULL;

-- Somebody is named as a person's line manager by others: nothing comes of it before the person says yes.
CREATE TABLE manager_asks (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    manager_id BYTEA NOT NULL REFERENCES people (id),
    -- On whose word.
    asked_by BYTEA NOT NULL REFERENCES people (id),
    asked_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    -- The answer; null while there is none.
    agreed BOOLEAN
);
CREATE INDEX manager_asks_person ON manager_asks (person_id, answered_at);

-- When the person was told who sees what because of it; and when they said that it is wrong, which ends it until a
-- coordinator answers.
ALTER TABLE memberships ADD COLUMN told_at TIMESTAMP;
ALTER TABLE memberships ADD COLUMN disputed_at TIMESTAMP;
UPDATE memberships SET told_at = created_at;

-- What somebody who was put on the list said: agreed or not_coming; null while they have not answered.
ALTER TABLE commission_people ADD COLUMN answer TEXT;

-- From how many confirmed members on an open date counts as their organisation's training; null: never.
ALTER TABLE courses ADD COLUMN trains_organisation_from INTEGER;
