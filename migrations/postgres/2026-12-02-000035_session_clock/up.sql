-- When booking opens or closes next, without a look at every session.
CREATE INDEX sessions_booking_opens_at ON sessions (booking_opens_at) WHERE booking_opens_at IS NOT NULL;
CREATE INDEX sessions_booking_closes_at ON sessions (booking_closes_at) WHERE booking_closes_at IS NOT NULL;
