DROP TABLE site;
DROP TABLE site_marks;
ALTER TABLE courses DROP COLUMN draft;
ALTER TABLE ladders DROP COLUMN draft;
