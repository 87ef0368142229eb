-- Whose data is to be erased, and what came of it.
CREATE TABLE erasures (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- asked (by the person), unused (the record was, for too long) or decided (by a coordinator)
    cause TEXT NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    -- When it was to be carried out at first, and when it is.
    first_due_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    -- Put off by a coordinator, with the reason that the person was told.
    put_off_at TIMESTAMP,
    put_off_by BLOB REFERENCES people (id),
    put_off_reason TEXT,
    cancelled_at TIMESTAMP,
    done_at TIMESTAMP,
    -- By a coordinator, and why.
    decided_by BLOB REFERENCES people (id),
    reason TEXT
);
CREATE INDEX erasures_person ON erasures (person_id);
CREATE UNIQUE INDEX erasures_one_open ON erasures (person_id) WHERE cancelled_at IS NULL AND done_at IS NULL;
CREATE INDEX erasures_open ON erasures (due_at) WHERE cancelled_at IS NULL AND done_at IS NULL;

-- Mails that name somebody whose data is erased, still on their way at that moment: what they say goes once they have
-- left.
CREATE TABLE erasure_mails (
    mail_id BLOB NOT NULL PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    erased_at TIMESTAMP NOT NULL,
    -- It goes to the person: that it was sent to them goes too.
    to_them BOOLEAN NOT NULL
);

-- What people say against the use of their data, and what they are answered.
CREATE TABLE complaints (
    id BLOB NOT NULL PRIMARY KEY,
    -- Null for somebody who was not signed in.
    person_id BLOB REFERENCES people (id),
    -- As whoever complains typed them, and what they say; null once that is erased.
    name TEXT,
    email TEXT,
    words TEXT,
    made_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    answered_by BLOB REFERENCES people (id),
    answer TEXT
);
CREATE INDEX complaints_open ON complaints (made_at) WHERE answered_at IS NULL;
CREATE INDEX complaints_person ON complaints (person_id);
