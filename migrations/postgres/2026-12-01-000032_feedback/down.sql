DROP TABLE impact_mails_off;
DROP TABLE quote_decisions;
DROP TABLE feedback_shown_texts;
DROP TABLE feedback_shown_people;
DROP TABLE feedback_shown;
DROP INDEX impacts_id;
ALTER TABLE impacts DROP COLUMN id;
DROP INDEX feedback_answers_id;
ALTER TABLE feedback_answers DROP COLUMN id;
