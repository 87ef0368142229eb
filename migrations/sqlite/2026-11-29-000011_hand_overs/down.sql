ALTER TABLE courses DROP COLUMN trains_organisation_from;
ALTER TABLE commission_people DROP COLUMN answer;
ALTER TABLE memberships DROP COLUMN disputed_at;
ALTER TABLE memberships DROP COLUMN told_at;
DROP TABLE manager_asks;
DROP TABLE hand_overs;
