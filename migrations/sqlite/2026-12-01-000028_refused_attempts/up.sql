-- Who asked for a place and lacked what the course asks for: a person once a course, prerequisite and month.
CREATE TABLE refused_attempts (
    person_id BLOB NOT NULL REFERENCES people (id),
    course_id BLOB NOT NULL REFERENCES courses (id),
    group_id BLOB NOT NULL REFERENCES prerequisite_groups (id),
    -- The month's first day, in London.
    month DATE NOT NULL,
    -- Under which organisation they asked, as far as that was plain.
    organisation_id BLOB REFERENCES organisations (id),
    PRIMARY KEY (person_id, course_id, group_id, month)
);
CREATE INDEX refused_attempts_course ON refused_attempts (course_id, month);

-- What figures are counted from, each found without reading whole rows. Registers write these, bookings none of them.
CREATE INDEX certificates_in_force ON certificates (state, booking_id);
CREATE INDEX results_counted ON results (booking_id, reopened_at, cpd_minutes, attended_on);
