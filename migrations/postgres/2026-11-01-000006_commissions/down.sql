DROP TABLE made_up_dates;
DROP TABLE session_invitations;
DROP TABLE commission_events;
DROP TABLE commission_proposals;
DROP TABLE commission_people;
DROP TABLE commissions;
