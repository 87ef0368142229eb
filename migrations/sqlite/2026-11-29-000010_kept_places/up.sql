-- When a coordinator who closed the holder's account decided that this place is kept; null: nobody has.
ALTER TABLE bookings ADD COLUMN kept_at TIMESTAMP;
