CREATE TABLE organisations (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- An address under this domain confirms a membership by itself.
    domain TEXT,
    needs_approval BOOLEAN NOT NULL,
    -- False for a name somebody typed because theirs was not listed, until a coordinator takes it in.
    listed BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX organisations_name ON organisations (name_folded);

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    certificate_name TEXT,
    password_hash TEXT,
    is_trainer BOOLEAN NOT NULL,
    is_coordinator BOOLEAN NOT NULL,
    line_manager_id BLOB REFERENCES people (id),
    -- The address somebody names their line manager by, folded; it takes effect once somebody has confirmed it, and
    -- whether anybody has is not shown.
    line_manager_email TEXT,
    -- How a manager hears of their people's bookings: weekly, each or none.
    manager_copies TEXT NOT NULL,
    source TEXT NOT NULL,
    disabled_at TIMESTAMP,
    erased_at TIMESTAMP,
    merged_into BLOB REFERENCES people (id),
    lock_count INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX people_name ON people (name_folded);
CREATE INDEX people_line_manager ON people (line_manager_id);

CREATE TABLE addresses (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    is_primary BOOLEAN NOT NULL,
    confirmed_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX addresses_email ON addresses (email_folded);
CREATE INDEX addresses_person ON addresses (person_id);

CREATE TABLE memberships (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    from_on DATE,
    to_on DATE,
    is_lead BOOLEAN NOT NULL,
    confirmed_at TIMESTAMP,
    -- domain, lead, coordinator or import
    confirmed_how TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX memberships_person ON memberships (person_id);
CREATE INDEX memberships_organisation ON memberships (organisation_id);

CREATE TABLE logins (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- The page cookie, hashed; null for a login that only ever used the API.
    cookie_hash BLOB,
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    ended_why TEXT
);
CREATE UNIQUE INDEX logins_cookie ON logins (cookie_hash);
CREATE INDEX logins_person ON logins (person_id);

CREATE TABLE refresh_tokens (
    id BLOB NOT NULL PRIMARY KEY,
    login_id BLOB NOT NULL REFERENCES logins (id),
    hash BLOB NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE UNIQUE INDEX refresh_tokens_hash ON refresh_tokens (hash);
CREATE INDEX refresh_tokens_login ON refresh_tokens (login_id);

-- Single-use secrets that were mailed. The secret itself is derived from the id at delivery and never stored.
CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY,
    -- sign_in or confirm_address
    kind TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    address_id BLOB NOT NULL REFERENCES addresses (id),
    -- What takes effect on use: a registration's name and password hash.
    payload TEXT,
    failed_codes INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX tokens_address ON tokens (address_id);
CREATE INDEX tokens_person ON tokens (person_id);
