DROP TABLE asked_addresses;
DROP INDEX commission_people_commission;
CREATE UNIQUE INDEX commission_people_once ON commission_people (commission_id, person_id);
ALTER TABLE commission_people DROP COLUMN address_id;
