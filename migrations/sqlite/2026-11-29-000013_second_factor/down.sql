DROP TABLE factor_challenges;
DROP TABLE recovery_codes;
DROP TABLE passkeys;
DROP TABLE totp_apps;
ALTER TABLE logins DROP COLUMN second_factor;
ALTER TABLE logins DROP COLUMN method;
