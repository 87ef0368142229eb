-- What was written to everybody on a session at once; each of them has a mail of it in the outbox.
CREATE TABLE session_messages (
    id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    sent_by BLOB NOT NULL REFERENCES people (id),
    sent_to TEXT NOT NULL CHECK (sent_to IN ('booked', 'waiting', 'all')),
    subject TEXT NOT NULL,
    words TEXT NOT NULL,
    -- How many people it went to.
    recipients INTEGER NOT NULL,
    sent_at TIMESTAMP NOT NULL
);
CREATE INDEX session_messages_session ON session_messages (session_id, id);
CREATE INDEX session_messages_sent_by ON session_messages (sent_by);
