-- Who said at the door of a date that they are there: once for a booking and date, when they first said it.
CREATE TABLE check_ins (
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    date_id BLOB NOT NULL REFERENCES session_dates (id),
    at TIMESTAMP NOT NULL,
    -- By an account and the code on the trainer's screen, or by reference and address beside that code.
    how TEXT NOT NULL CHECK (how IN ('code', 'reference')),
    PRIMARY KEY (booking_id, date_id)
);
CREATE INDEX check_ins_date ON check_ins (date_id, at);

-- Name badges of its dates say the organisation below the name.
ALTER TABLE courses ADD COLUMN badges_show_organisation BOOLEAN NOT NULL DEFAULT FALSE;
