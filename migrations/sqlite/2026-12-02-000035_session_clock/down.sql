DROP INDEX sessions_booking_closes_at;
DROP INDEX sessions_booking_opens_at;
