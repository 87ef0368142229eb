-- What a course was when the first place on a session was taken: its results and papers go by this.
CREATE TABLE session_terms (
    session_id BYTEA NOT NULL PRIMARY KEY REFERENCES sessions (id),
    title TEXT NOT NULL,
    -- JSON: a list of sentences
    outcomes TEXT NOT NULL,
    cpd_minutes INTEGER NOT NULL,
    -- Length of a date.
    duration_minutes INTEGER NOT NULL,
    enough_percent INTEGER NOT NULL,
    enough_dates INTEGER,
    -- JSON: ladder, rungs, rung; null for a course on no ladder
    ladder TEXT,
    -- Who gives the training; null when nobody knows any more: as the service is set.
    provider TEXT,
    -- The dates there were to be, and their minutes together: what a set's whole length is made of.
    planned_dates INTEGER NOT NULL,
    planned_minutes INTEGER NOT NULL,
    kept_at TIMESTAMP NOT NULL,
    -- Set once a coordinator brought the course's later terms to the session.
    brought_by BYTEA REFERENCES people (id),
    reason TEXT
);

INSERT INTO session_terms (
    session_id, title, outcomes, cpd_minutes, duration_minutes, enough_percent, enough_dates, ladder, provider,
    planned_dates, planned_minutes, kept_at
)
SELECT
    s.id, c.title, c.outcomes, c.cpd_minutes, c.duration_minutes, c.enough_percent, c.enough_dates,
    CASE WHEN r.id IS NULL THEN NULL ELSE json_build_object(
        'ladder', l.name,
        'rungs', (SELECT json_agg(n.name ORDER BY n.position) FROM rungs n WHERE n.ladder_id = r.ladder_id),
        'rung', (SELECT COUNT(*) FROM rungs b WHERE b.ladder_id = r.ladder_id AND b.position <= r.position)
    )::TEXT END,
    NULL,
    (SELECT COUNT(*) FROM session_dates d
        WHERE d.session_id = s.id AND (d.cancelled_at IS NULL OR d.cancelled_at >= f.first_at)),
    (SELECT COALESCE(CAST(ROUND(SUM(EXTRACT(EPOCH FROM (d.ends_at - d.starts_at)) / 60)) AS INTEGER), 0)
        FROM session_dates d
        WHERE d.session_id = s.id AND (d.cancelled_at IS NULL OR d.cancelled_at >= f.first_at)),
    f.first_at
FROM sessions s
JOIN courses c ON c.id = s.course_id
JOIN (SELECT session_id, MIN(created_at) AS first_at FROM bookings GROUP BY session_id) f ON f.session_id = s.id
LEFT JOIN rungs r ON r.id = c.rung_id
LEFT JOIN ladders l ON l.id = r.ladder_id;

-- How long a date really ran, where that is not what was planned. The newest of a date counts.
CREATE TABLE date_lengths (
    id BYTEA NOT NULL PRIMARY KEY,
    date_id BYTEA NOT NULL REFERENCES session_dates (id),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    reason TEXT NOT NULL,
    by_person BYTEA NOT NULL REFERENCES people (id),
    at TIMESTAMP NOT NULL
);
CREATE INDEX date_lengths_date ON date_lengths (date_id);

-- What the result was judged from, kept when the register was opened again: unchanged, the result stands.
ALTER TABLE results ADD COLUMN judged_from TEXT;
-- When the holder asked for one with something on it put right, and in their words what.
ALTER TABLE certificates ADD COLUMN reissue_asked_at TIMESTAMP;
ALTER TABLE certificates ADD COLUMN reissue_words TEXT;
