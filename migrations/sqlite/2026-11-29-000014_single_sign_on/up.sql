-- An account with a sign-in provider that signs in to a person's record.
CREATE TABLE provider_accounts (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES people (id),
    -- Who says who it is, and whom it names: the two are the same for ever and nobody else's.
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    linked_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX provider_accounts_subject ON provider_accounts (issuer, subject);
CREATE INDEX provider_accounts_person ON provider_accounts (person_id);

-- Sign-ins with a provider that came back, hashed, until they would have run out: none is taken twice.
CREATE TABLE provider_sign_ins (
    hash BLOB NOT NULL PRIMARY KEY,
    ends_at TIMESTAMP NOT NULL
);
CREATE INDEX provider_sign_ins_ends ON provider_sign_ins (ends_at);

-- Who said who it is, where the login began with a provider: there one can sign out too.
ALTER TABLE logins ADD COLUMN issuer TEXT;
