ALTER TABLE certificates DROP COLUMN reissue_words;
ALTER TABLE certificates DROP COLUMN reissue_asked_at;
ALTER TABLE results DROP COLUMN judged_from;
DROP TABLE date_lengths;
DROP TABLE session_terms;
