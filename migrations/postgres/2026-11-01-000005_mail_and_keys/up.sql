CREATE TABLE outbox (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- Two mails for one cause cannot both be queued.
    dedupe_key TEXT COLLATE "C" NOT NULL,
    person_id BYTEA REFERENCES people (id),
    booking_id BYTEA REFERENCES bookings (id),
    session_id BYTEA REFERENCES sessions (id),
    to_name TEXT NOT NULL,
    to_email TEXT NOT NULL,
    -- The versioned snapshot of what the mail says; null once purged.
    payload TEXT,
    -- The invite that travels with it, as JSON; purged with the payload.
    invite TEXT,
    invite_uid TEXT COLLATE "C",
    invite_sequence INTEGER,
    certificate_id BYTEA REFERENCES certificates (id),
    message_id TEXT NOT NULL,
    in_reply_to TEXT,
    -- queued, sending, sent, failed, superseded or suppressed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    -- An attempt ended without a clear answer, so the mail may have gone out.
    possibly_sent BOOLEAN NOT NULL,
    -- Of a mail that is finished: when it ended.
    next_attempt_at TIMESTAMP NOT NULL,
    lease_until TIMESTAMP,
    last_error TEXT,
    queued_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    purged_at TIMESTAMP
);
CREATE UNIQUE INDEX outbox_dedupe ON outbox (dedupe_key);
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
CREATE INDEX outbox_uid ON outbox (invite_uid, invite_sequence);
CREATE INDEX outbox_booking ON outbox (booking_id);

-- Who did what to which row; holds ids and words of the domain, never names.
CREATE TABLE audit_log (
    id BYTEA NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    actor_id BYTEA,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BYTEA NOT NULL,
    detail TEXT
);
CREATE INDEX audit_log_subject ON audit_log (subject_id);

CREATE TABLE signing_keys (
    id BYTEA NOT NULL PRIMARY KEY,
    public_key BYTEA NOT NULL,
    wrapped_private_key BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- Signs until then; verifies as long as a token it signed can live.
    retired_at TIMESTAMP
);
