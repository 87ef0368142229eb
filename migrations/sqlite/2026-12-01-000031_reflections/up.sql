-- What somebody says they learnt by a course, for the records of CPD that they hand in.
CREATE TABLE reflections (
    booking_id BLOB NOT NULL PRIMARY KEY REFERENCES bookings (id),
    learnt TEXT,
    -- The difference it made to their practice.
    difference TEXT,
    -- What they learnt by talking it over with a peer.
    peer TEXT,
    revision INTEGER NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
