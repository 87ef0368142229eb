-- How many people somebody had written to who are not their own, within an hour.
CREATE INDEX audit_log_strangers ON audit_log (actor_id, at)
    WHERE action IN ('person_invited', 'address_added', 'address_asked_for');
CREATE INDEX hand_overs_made ON hand_overs (made_by, made_at);
