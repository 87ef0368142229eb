ALTER TABLE attendance_marks DROP COLUMN import_id;
DROP TABLE attendance_import_before;
DROP TABLE attendance_import_decisions;
DROP TABLE attendance_import_lines;
DROP TABLE attendance_imports;
