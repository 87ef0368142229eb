-- What people are searched by: each name, address and certificate number once, with its parts of three letters. Triggers
-- keep it, so nobody who writes a name has to think of it; whatever stands here stands in people, addresses or
-- certificates as well, and goes with it.
CREATE TABLE search_texts (
    number INTEGER NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL,
    -- The address or certificate; null for the name.
    part_id BLOB,
    text TEXT NOT NULL
);
CREATE INDEX search_texts_person ON search_texts (person_id, part_id);

CREATE VIRTUAL TABLE search_parts USING fts5 (
    text, content = 'search_texts', content_rowid = 'number', tokenize = 'trigram case_sensitive 1', detail = none,
    columnsize = 0
);
-- What is taken out of it is overwritten at once.
INSERT INTO search_parts (search_parts, rank) VALUES ('secure-delete', 1);

INSERT INTO search_texts (person_id, text) SELECT id, name_folded FROM people;
INSERT INTO search_texts (person_id, part_id, text) SELECT person_id, id, email_folded FROM addresses;
INSERT INTO search_texts (person_id, part_id, text) SELECT person_id, id, number FROM certificates;
INSERT INTO search_parts (search_parts) VALUES ('rebuild');

CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
    INSERT INTO search_parts (rowid, text) VALUES (NEW.number, NEW.text);
END;
CREATE TRIGGER search_texts_changed AFTER UPDATE OF text ON search_texts BEGIN
    INSERT INTO search_parts (search_parts, rowid, text) VALUES ('delete', OLD.number, OLD.text);
    INSERT INTO search_parts (rowid, text) VALUES (NEW.number, NEW.text);
END;
CREATE TRIGGER search_texts_gone AFTER DELETE ON search_texts BEGIN
    INSERT INTO search_parts (search_parts, rowid, text) VALUES ('delete', OLD.number, OLD.text);
END;

CREATE TRIGGER search_people_added AFTER INSERT ON people BEGIN
    INSERT INTO search_texts (person_id, text) VALUES (NEW.id, NEW.name_folded);
END;
CREATE TRIGGER search_people_changed AFTER UPDATE OF name_folded ON people WHEN OLD.name_folded <> NEW.name_folded BEGIN
    UPDATE search_texts SET text = NEW.name_folded WHERE person_id = NEW.id AND part_id IS NULL;
END;
CREATE TRIGGER search_people_gone AFTER DELETE ON people BEGIN
    DELETE FROM search_texts WHERE person_id = OLD.id AND part_id IS NULL;
END;

CREATE TRIGGER search_addresses_added AFTER INSERT ON addresses BEGIN
    INSERT INTO search_texts (person_id, part_id, text) VALUES (NEW.person_id, NEW.id, NEW.email_folded);
END;
CREATE TRIGGER search_addresses_changed AFTER UPDATE OF email_folded, person_id ON addresses
WHEN OLD.email_folded <> NEW.email_folded OR OLD.person_id <> NEW.person_id BEGIN
    DELETE FROM search_texts WHERE person_id = OLD.person_id AND part_id = OLD.id;
    INSERT INTO search_texts (person_id, part_id, text) VALUES (NEW.person_id, NEW.id, NEW.email_folded);
END;
CREATE TRIGGER search_addresses_gone AFTER DELETE ON addresses BEGIN
    DELETE FROM search_texts WHERE person_id = OLD.person_id AND part_id = OLD.id;
END;

CREATE TRIGGER search_certificates_added AFTER INSERT ON certificates BEGIN
    INSERT INTO search_texts (person_id, part_id, text) VALUES (NEW.person_id, NEW.id, NEW.number);
END;
CREATE TRIGGER search_certificates_changed AFTER UPDATE OF number, person_id ON certificates
WHEN OLD.number <> NEW.number OR OLD.person_id <> NEW.person_id BEGIN
    DELETE FROM search_texts WHERE person_id = OLD.person_id AND part_id = OLD.id;
    INSERT INTO search_texts (person_id, part_id, text) VALUES (NEW.person_id, NEW.id, NEW.number);
END;
CREATE TRIGGER search_certificates_gone AFTER DELETE ON certificates BEGIN
    DELETE FROM search_texts WHERE person_id = OLD.person_id AND part_id = OLD.id;
END;

-- People by name, in the very order of lists; those who run something, who are few; records put into others.
DROP INDEX people_name;
CREATE INDEX people_listed ON people (name_folded, id);
CREATE INDEX people_trainers ON people (name_folded, id) WHERE is_trainer;
CREATE INDEX people_coordinators ON people (id) WHERE is_coordinator;
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX memberships_to_answer ON memberships (id) WHERE confirmed_at IS NULL OR disputed_at IS NOT NULL;
DROP INDEX memberships_organisation;
CREATE INDEX memberships_organisation ON memberships (organisation_id, to_on);
CREATE INDEX organisations_domain ON organisations (domain);

-- Bookings of a state, the oldest first, and those of an organisation: the two that every booking pays for.
-- The first says of which state anything is, so that only lists that say the same go by it: a state is no way to find
-- the few bookings that something else names.
CREATE INDEX bookings_state ON bookings (state, id) WHERE state <> '';
CREATE INDEX bookings_organisation ON bookings (organisation_id, state) WHERE organisation_id IS NOT NULL;
CREATE INDEX disputes_open ON disputes (id) WHERE closed_at IS NULL;
CREATE INDEX waivers_person ON waivers (person_id);

-- Dates that are over and not finished; dates that are on now.
CREATE INDEX sessions_ended ON sessions (ends_at, id) WHERE state = 'published';
CREATE INDEX session_dates_ends ON session_dates (ends_at);

-- Requests for training in the order of lists.
CREATE INDEX commissions_since ON commissions (state_since, id);
CREATE INDEX commissions_organisation ON commissions (organisation_id);

-- What waits for somebody.
DROP INDEX training_claims_state;
CREATE INDEX training_claims_listed ON training_claims (state, id);
CREATE INDEX certificates_asked_again ON certificates (state, reissue_asked_at, id) WHERE reissue_asked_at IS NOT NULL;
CREATE INDEX feedback_quotable ON feedback (booking_id) WHERE quote_allowed;
CREATE INDEX zoom_meetings_troubled ON zoom_meetings (date_id) WHERE last_error IS NOT NULL;
CREATE INDEX zoom_registrants_refused ON zoom_registrants (date_id) WHERE state = 'refused';

-- What the trail tells of somebody whom a line only names.
CREATE INDEX audit_log_named ON audit_log (detail) WHERE length(detail) = 36;

-- Mails that were not sent and are waited for no more, which are few.
CREATE INDEX outbox_unsent ON outbox (state, id) WHERE state IN ('failed', 'superseded', 'suppressed');
