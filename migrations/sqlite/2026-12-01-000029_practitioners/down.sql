DROP TABLE evidence_packs;
DROP TABLE session_complaints;
DROP TABLE lapse_notices_off;
DROP TABLE lapse_notices;
DROP TABLE practitioner_asks;
DROP TABLE practice_supports;
DROP TABLE practitioners;
ALTER TABLE courses DROP COLUMN renewed_by;
ALTER TABLE courses DROP COLUMN current_months;
