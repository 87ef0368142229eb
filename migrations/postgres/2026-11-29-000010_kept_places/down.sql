ALTER TABLE bookings DROP COLUMN kept_at;
