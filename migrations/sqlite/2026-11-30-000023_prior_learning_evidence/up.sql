-- What somebody says they did, where it is one of the courses or credentials that are asked for.
ALTER TABLE training_claims ADD COLUMN claimed_course_id BLOB REFERENCES courses (id);
ALTER TABLE training_claims ADD COLUMN claimed_kind_id BLOB REFERENCES credential_kinds (id);

-- What shows that somebody did what they say: a file each, which lies in the folder for evidence.
CREATE TABLE claim_evidence (
    id BLOB NOT NULL PRIMARY KEY,
    claim_id BLOB NOT NULL REFERENCES training_claims (id),
    -- What the file is called in the folder; random.
    stored_as TEXT NOT NULL,
    -- What it was called where it came from: to be read, never a path.
    label TEXT NOT NULL,
    -- pdf, jpeg, png, webp or heic, by its first bytes
    kind TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    -- SHA-256 of its bytes, in hexadecimal.
    digest TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX claim_evidence_stored_as ON claim_evidence (stored_as);
CREATE UNIQUE INDEX claim_evidence_content ON claim_evidence (claim_id, digest);

-- Files whose row is gone and which are to be deleted from the folder.
CREATE TABLE spent_files (
    stored_as TEXT NOT NULL PRIMARY KEY,
    spent_at TIMESTAMP NOT NULL
);
