DROP TABLE zoom_participants;
DROP TABLE zoom_registrants;
DROP TABLE zoom_meetings;
ALTER TABLE sessions DROP COLUMN zoom_meeting;
