DROP TABLE spent_files;
DROP TABLE claim_evidence;
ALTER TABLE training_claims DROP COLUMN claimed_kind_id;
ALTER TABLE training_claims DROP COLUMN claimed_course_id;
