-- What somebody who does not belong there said when they were asked whether they belong to the organisation whose mail
-- domain their address has.
CREATE TABLE domain_answers (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    organisation_id BYTEA NOT NULL REFERENCES organisations (id),
    said_at TIMESTAMP NOT NULL,
    -- From when on they may be asked again; null: they do not belong there.
    ask_from TIMESTAMP
);
CREATE INDEX domain_answers_person ON domain_answers (person_id);
