-- How each login began: password, link, address_confirmed, sso or passkey.
ALTER TABLE logins ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
-- What was shown beside it: totp, recovery_code or passkey; null where nothing was.
ALTER TABLE logins ADD COLUMN second_factor TEXT;
UPDATE logins SET method = 'link' WHERE id IN
    (SELECT subject_id FROM audit_log WHERE action = 'signed_in' AND detail = 'link');
UPDATE logins SET method = 'address_confirmed' WHERE id IN
    (SELECT subject_id FROM audit_log WHERE action = 'signed_in' AND detail = 'address_confirmed');

-- The app of a person's that shows codes which change every thirty seconds (RFC 6238).
CREATE TABLE totp_apps (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    -- What its codes are worked out from, wrapped under the site's secret.
    wrapped_secret BYTEA NOT NULL,
    -- When its first code was given; null while it is being set up.
    confirmed_at TIMESTAMP,
    -- The last step of thirty seconds whose code was taken: none is taken twice.
    last_step BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX totp_apps_person ON totp_apps (person_id);

-- Keys on a person's devices, which sign what we ask them to (WebAuthn).
CREATE TABLE passkeys (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    credential_id BYTEA NOT NULL,
    -- What its holder calls it.
    name TEXT NOT NULL,
    -- Its public half and its counter, as the library writes them.
    credential TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP
);
CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id);
CREATE INDEX passkeys_person ON passkeys (person_id);

-- What opens an account once whose second factor is lost.
CREATE TABLE recovery_codes (
    id BYTEA NOT NULL PRIMARY KEY,
    person_id BYTEA NOT NULL REFERENCES people (id),
    hash BYTEA NOT NULL,
    created_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE UNIQUE INDEX recovery_codes_hash ON recovery_codes (hash);
CREATE INDEX recovery_codes_person ON recovery_codes (person_id);

-- What somebody has begun and is to finish with a code or a passkey within minutes.
CREATE TABLE factor_challenges (
    id BYTEA NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL,
    -- second_step, add_passkey or passkey_sign_in
    purpose TEXT NOT NULL,
    -- Who; null while a passkey alone is to say it.
    person_id BYTEA REFERENCES people (id),
    -- How the first step was taken, where this is the second.
    method TEXT,
    -- What the passkey library has to remember until the answer comes.
    state TEXT,
    wrong_codes INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE UNIQUE INDEX factor_challenges_hash ON factor_challenges (hash);
CREATE INDEX factor_challenges_person ON factor_challenges (person_id);
