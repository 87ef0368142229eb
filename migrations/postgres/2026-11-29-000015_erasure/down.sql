DROP TABLE complaints;
DROP TABLE erasure_mails;
DROP TABLE erasures;
