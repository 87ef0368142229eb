ALTER TABLE courses DROP COLUMN badges_show_organisation;
DROP TABLE check_ins;
