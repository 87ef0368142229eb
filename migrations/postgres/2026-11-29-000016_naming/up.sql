-- By which of their addresses somebody was put on a list: two addresses are two lines, whosever they are, so that the
-- length of a list tells nothing about anybody.
ALTER TABLE commission_people ADD COLUMN address_id BYTEA REFERENCES addresses (id) ON DELETE SET NULL;
DROP INDEX commission_people_once;
CREATE INDEX commission_people_commission ON commission_people (commission_id, person_id);

-- An address that somebody wants to add to their record and that stands in another one: it is shown as any that waits
-- to be confirmed.
CREATE TABLE asked_addresses (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL,
    asked_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX asked_addresses_once ON asked_addresses (person_id, email_folded);
