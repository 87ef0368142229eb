DROP TABLE certificates;
DROP TABLE training_claims;
DROP TABLE declarations;
DROP TABLE organisation_completions;
DROP TABLE credentials;
DROP TABLE completions;
DROP TABLE results;
DROP TABLE attendance_marks;
