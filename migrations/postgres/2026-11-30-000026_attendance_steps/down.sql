DROP TABLE attendance_steps;
