-- Marks that were chosen. None is taken away: papers that were given with one go on showing it.
CREATE TABLE site_marks (
    -- A hash of the file, in small letters.
    name TEXT NOT NULL PRIMARY KEY,
    -- png or svg
    kind TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BYTEA NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- What the partnership says of itself: one row. What is null is as the service was set up.
CREATE TABLE site (
    id BYTEA NOT NULL PRIMARY KEY CHECK (id = '\x019300000000700080000000000000aa'),
    name TEXT,
    sentence TEXT,
    -- Such as #0b4f5c.
    accent TEXT,
    mark TEXT REFERENCES site_marks (name),
    revision INTEGER NOT NULL
);
INSERT INTO site (id, revision) VALUES ('\x019300000000700080000000000000aa', 1);

-- Not published yet: seen by coordinators alone. A course that is a draft is not given, as a retired one is, so that
-- retired_at keeps it out of every list; this says that it was never given.
ALTER TABLE ladders ADD COLUMN draft BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE courses ADD COLUMN draft BOOLEAN NOT NULL DEFAULT FALSE;
