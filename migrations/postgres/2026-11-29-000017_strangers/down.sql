DROP INDEX hand_overs_made;
DROP INDEX audit_log_strangers;
