CREATE TABLE import_files (
    id BLOB NOT NULL PRIMARY KEY,
    -- people, organisations or completions
    kind TEXT NOT NULL,
    -- What the file was called, and what is said of where it comes from.
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    -- Which column holds what and which lines are wanted, as somebody chose (JSON).
    choices TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- Deleted then at the latest; as soon as it is brought in otherwise.
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX import_files_expires ON import_files (expires_at);

CREATE TABLE import_file_parts (
    file_id BLOB NOT NULL REFERENCES import_files (id),
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (file_id, position)
);

-- What somebody said a heading holds, for the next file.
CREATE TABLE import_headings (
    kind TEXT NOT NULL,
    -- In plain words: small letters and digits alone.
    heading TEXT NOT NULL,
    holds TEXT NOT NULL,
    PRIMARY KEY (kind, heading)
);

-- An organisation's own number, such as URN 100000 or ODS RX1, and the town it is in: two are told apart by these.
ALTER TABLE organisations ADD COLUMN number TEXT;
ALTER TABLE organisations ADD COLUMN place TEXT;
CREATE UNIQUE INDEX organisations_number ON organisations (number);
