ALTER TABLE logins DROP COLUMN issuer;
DROP TABLE provider_sign_ins;
DROP TABLE provider_accounts;
