DROP TABLE tokens;
DROP TABLE refresh_tokens;
DROP TABLE logins;
DROP TABLE memberships;
DROP TABLE addresses;
DROP TABLE people;
DROP TABLE organisations;
