DROP INDEX organisations_number;
ALTER TABLE organisations DROP COLUMN place;
ALTER TABLE organisations DROP COLUMN number;
DROP TABLE import_headings;
DROP TABLE import_file_parts;
DROP TABLE import_files;
