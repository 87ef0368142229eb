-- What people are searched by. The extension comes with every PostgreSQL; where it may not be used, a search reads every
-- name and finds the same.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX people_name_parts ON people USING gin (name_folded gin_trgm_ops);
    CREATE INDEX addresses_email_parts ON addresses USING gin (email_folded gin_trgm_ops);
    CREATE INDEX certificates_number_parts ON certificates USING gin (number gin_trgm_ops);
EXCEPTION
    WHEN undefined_file OR undefined_object OR insufficient_privilege OR feature_not_supported THEN
        RAISE WARNING 'searching people reads every name, because pg_trgm cannot be used: %', SQLERRM;
END $$;

-- People by name, in the very order of lists; those who run something, who are few; records put into others.
DROP INDEX people_name;
CREATE INDEX people_listed ON people (name_folded, id);
CREATE INDEX people_trainers ON people (name_folded, id) WHERE is_trainer;
CREATE INDEX people_coordinators ON people (id) WHERE is_coordinator;
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX memberships_to_answer ON memberships (id) WHERE confirmed_at IS NULL OR disputed_at IS NOT NULL;
DROP INDEX memberships_organisation;
CREATE INDEX memberships_organisation ON memberships (organisation_id, to_on);
CREATE INDEX organisations_domain ON organisations (domain);

-- Bookings of a state, the oldest first, and those of an organisation: the two that every booking pays for.
-- The first says of which state anything is, so that only lists that say the same go by it: a state is no way to find
-- the few bookings that something else names.
CREATE INDEX bookings_state ON bookings (state, id) WHERE state <> '';
CREATE INDEX bookings_organisation ON bookings (organisation_id, state) WHERE organisation_id IS NOT NULL;
CREATE INDEX disputes_open ON disputes (id) WHERE closed_at IS NULL;
CREATE INDEX waivers_person ON waivers (person_id);

-- Dates that are over and not finished; dates that are on now.
CREATE INDEX sessions_ended ON sessions (ends_at, id) WHERE state = 'published';
CREATE INDEX session_dates_ends ON session_dates (ends_at);

-- Requests for training in the order of lists.
CREATE INDEX commissions_since ON commissions (state_since, id);
CREATE INDEX commissions_organisation ON commissions (organisation_id);

-- What waits for somebody.
DROP INDEX training_claims_state;
CREATE INDEX training_claims_listed ON training_claims (state, id);
CREATE INDEX certificates_asked_again ON certificates (state, reissue_asked_at, id) WHERE reissue_asked_at IS NOT NULL;
CREATE INDEX feedback_quotable ON feedback (booking_id) WHERE quote_allowed;
CREATE INDEX zoom_meetings_troubled ON zoom_meetings (date_id) WHERE last_error IS NOT NULL;
CREATE INDEX zoom_registrants_refused ON zoom_registrants (date_id) WHERE state = 'refused';

-- What the trail tells of somebody whom a line only names.
CREATE INDEX audit_log_named ON audit_log (detail) WHERE length(detail) = 36;

-- Mails that were not sent and are waited for no more, which are few.
CREATE INDEX outbox_unsent ON outbox (state, id) WHERE state IN ('failed', 'superseded', 'suppressed');
