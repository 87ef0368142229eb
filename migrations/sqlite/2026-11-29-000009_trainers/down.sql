DROP TABLE trainer_invites;
