DROP TABLE talk_marks;
DROP TABLE session_talks;
DROP TABLE watched_parts;
DROP TABLE on_demand_answers;
DROP TABLE on_demand_questions;
DROP TABLE on_demand_parts;
DROP TABLE on_demand_courses;
DROP INDEX sessions_one_on_demand;
ALTER TABLE sessions DROP COLUMN on_demand;
