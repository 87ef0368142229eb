//! Which tables and columns hold something about a person, and what of it they are given; where not, why not. A test
//! holds this list to the database.

use super::held_columns::given;
pub use super::held_columns::{Column, Given, Kind, Rows, Table};

const SECRET: &str = "what a secret is recognised by; it says nothing about a person";
const FOLDED: &str = "the column beside it in small letters, to search by";
const INTERNAL: &str = "counts changes, for programs that change at once";
const INTERNAL_NAME: &str = "what a file is called in a folder of ours; the file itself is in the archive";
const OTHERS: &str = "somebody else's name or address";
const SAID_ELSEWHERE: &str =
    "what was said is in the reader's own hands, may name others, and stands in the tables beside this one";
const OTHERS_WORDS: &str = "what others complained of, and what followed";
const PROGRAMME: &str = "the training offer, which is about nobody";

macro_rules! tables {
    ($($table:ident: $rows:tt { $($column:ident: $given:tt),* $(,)? })+) => {
        /// Every table there is.
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($table),
            rows: tables!(@rows $rows),
            columns: &[$(Column { name: stringify!($column), given: given!($given) }),*],
        }),+];
    };
    (@rows (not $why:expr)) => { Rows::NotTheirs($why) };
    (@rows $condition:literal) => { Rows::Theirs($condition) };
}

// Which addresses somebody asked to add stands in `asked_addresses`. Mails, links and lines of the trail about that, and
// about whom they named as their line manager, are left out: they differ with whether somebody has the address, which is
// not theirs to learn.
tables! {
    people: "t.id = $1 OR t.merged_into = $1" {
        id: id, name: text, name_folded: (not FOLDED), certificate_name: text, password_hash: (not SECRET),
        is_trainer: flag, is_coordinator: flag, line_manager_id: (not OTHERS), line_manager_email: (not OTHERS),
        manager_copies: text, source: text, disabled_at: at, erased_at: at, merged_into: id,
        lock_count: (not INTERNAL), revision: (not INTERNAL), created_at: at,
    }
    addresses: "t.person_id = $1" {
        id: id, person_id: id, email: text, email_folded: (not FOLDED), is_primary: flag, confirmed_at: at,
        created_at: at,
    }
    memberships: "t.person_id = $1" {
        id: id, person_id: id, organisation_id: organisation, from_on: day, to_on: day, is_lead: flag,
        confirmed_at: at, confirmed_how: text, created_at: at, told_at: at, disputed_at: at,
    }
    manager_asks: "t.person_id = $1" {
        id: id, person_id: id, manager_id: person, asked_by: person, asked_at: at, answered_at: at, agreed: flag,
    }
    domain_answers: "t.person_id = $1" {
        id: id, person_id: id, organisation_id: organisation, said_at: at, ask_from: at,
    }
    logins: "t.person_id = $1" {
        id: id, person_id: id, cookie_hash: (not SECRET), created_at: at, last_seen_at: at, expires_at: at,
        ended_at: at, ended_why: text, method: text, second_factor: text, issuer: text,
    }
    refresh_tokens: "t.login_id IN (SELECT id FROM logins WHERE person_id = $1)" {
        id: id, login_id: id, hash: (not SECRET), issued_at: at, expires_at: at, used_at: at,
    }
    asked_addresses: "t.person_id = $1" {
        id: id, person_id: id, email: text, email_folded: (not FOLDED), asked_at: at,
    }
    totp_apps: "t.person_id = $1" {
        id: id, person_id: id, wrapped_secret: (not SECRET), confirmed_at: at, last_step: (not INTERNAL),
        created_at: at,
    }
    passkeys: "t.person_id = $1" {
        id: id, person_id: id, credential_id: (not SECRET), name: text, credential: (not SECRET), created_at: at,
        last_used_at: at,
    }
    recovery_codes: "t.person_id = $1" {
        id: id, person_id: id, hash: (not SECRET), created_at: at, used_at: at,
    }
    factor_challenges: "t.person_id = $1" {
        id: id, hash: (not SECRET), purpose: text, person_id: id, method: text, state: (not SECRET),
        wrong_codes: number, created_at: at, expires_at: at, used_at: at,
    }
    provider_accounts: "t.person_id = $1" {
        id: id, person_id: id, issuer: text, subject: text, linked_at: at, last_used_at: at,
    }
    tokens: "t.person_id = $1 AND t.kind <> 'confirm_address'" {
        id: id, kind: text, person_id: id, address_id: (named "addresses" "email"), payload: (not SECRET),
        failed_codes: number, created_at: at, expires_at: at, used_at: at,
    }
    idempotency_keys: "t.person_id = $1" {
        person_id: id, method: text, path: text, idempotency_key: text, body_hash: (not SECRET),
        outcome: (not SAID_ELSEWHERE), created_at: at,
    }
    bookings: "t.person_id = $1" {
        id: id, reference: text, session_id: id, course_id: course, person_id: id,
        organisation_id: organisation, state: text, origin: text, made_by: person, note: text, joined_at: at,
        line_rank: number, displaced: flag, unanswered_offers: number, skipped: flag, told_open_at: at,
        auto_book_until: day, requested_at: at, approval_with: text, approval_since: at,
        approval_reminded_at: at, short_notice: flag, give_up_reason: text, completion_reason: text,
        completion_by: person, created_at: at, updated_at: at, kept_at: at,
    }
    booking_events: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, session_id: id, number: number, state: text, at: at, by_person: person,
        reason: text,
    }
    booking_conditions: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, group_id: id, depends_on: id, state: text, failed_at: at, release_at: at,
        offered_at: at, answer_by: at, turned_down_at: at, created_at: at, ended_at: at,
    }
    offers: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, session_id: id, place_id: id, made_at: at, expires_at: at, ended_at: at,
        outcome: text,
    }
    hand_overs: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, session_id: id, made_by: person, name: (not OTHERS), email: (not OTHERS),
        email_folded: (not OTHERS), made_at: at, open_until: at, ended_at: at, outcome: text,
    }
    access_needs: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, needs: text, keep: flag, arranged_at: at, arranged_by: person, created_at: at,
    }
    action_plans: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, shared_with_trainer: flag, shared_with_manager: flag, revision: (not INTERNAL),
        created_at: at, updated_at: at,
    }
    planned_actions: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, position: number, words: text, due_on: day, state: text, note: text,
        reminded_for: day, updated_at: at,
    }
    reflections: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, learnt: text, difference: text, peer: text, revision: (not INTERNAL), updated_at: at,
    }
    disputes: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, person_id: person, words: text, opened_at: at, closed_at: at, closed_by: person,
        answer: text,
    }
    waivers: "t.person_id = $1" {
        id: id, session_id: id, person_id: id, group_id: id, reason: text, by_person: person, at: at,
    }
    refused_attempts: "t.person_id = $1" {
        person_id: id, course_id: course, group_id: id, month: text, organisation_id: organisation,
    }
    invites: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, date_id: id, ordinal: number, uid: text, sequence: number, last_method: text,
        email: text, created_at: at, updated_at: at,
    }
    attendance_steps: (not "what somebody marked in one go, kept for a month so that they can take it back") {}
    attendance_imports: (not "that a meeting's report was brought; what it says of people stands in its lines") {}
    attendance_import_lines: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1) \
        OR t.id IN (SELECT d.line_id FROM attendance_import_decisions d JOIN bookings b ON b.id = d.booking_id \
        WHERE b.person_id = $1)" {
        id: id, import_id: id, position: number, key: text, name: text, email: text, minutes: number, spans: json,
        most: number, how: text, booking_id: id, candidates: (not OTHERS), note: text,
    }
    attendance_import_decisions: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        line_id: id, booking_id: id,
    }
    attendance_import_before: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        import_id: id, booking_id: id, outcome: text, minutes: number, earlier_import_id: id,
    }
    zoom_registrants: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, date_id: id, booking_id: id, state: text, registrant_id: text, join_url: text, created_at: at,
        updated_at: at,
    }
    zoom_participants: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, date_id: id, name: text, email: text, booking_id: id, joined_at: at, left_at: at,
        waiting_room: flag,
    }
    attendance_marks: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, date_id: id, outcome: text, minutes: number, by_person: person, at: at,
        import_id: id,
    }
    on_demand_answers: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, question_id: (named "on_demand_questions" "words"), words: text, answered_at: at,
    }
    watched_parts: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, part_id: (named "on_demand_parts" "title"),
    }
    talk_marks: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, talk_id: (named "session_talks" "title"), by_person: person, at: at,
    }
    on_demand_courses: (not PROGRAMME) {}
    on_demand_parts: (not PROGRAMME) {}
    on_demand_questions: (not PROGRAMME) {}
    session_talks: (not PROGRAMME) {}
    check_ins: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, date_id: id, at: at, how: text,
    }
    made_up_dates: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, date_id: id, made_up_at: id, by_person: person, at: at,
    }
    results: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, outcome: text, attended_minutes: number, scheduled_minutes: number, cpd_minutes: number,
        cpd_basis: text, attended_on: day, by_reason: flag, closed_at: at, reopened_at: at, judged_from: text,
    }
    feedback: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, session_id: id, quote_allowed: flag, quote_role: text, answered_at: at, updated_at: at,
    }
    feedback_answers: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, question_id: (named "feedback_questions" "words"), number: number, words: text, id: id,
    }
    feedback_quotes: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, booking_id: id, course_id: course, words: text, role: text, approved_by: person, approved_at: at,
    }
    quote_decisions: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, question_id: (named "feedback_questions" "words"), chosen: flag, decided_by: person,
        decided_at: at,
    }
    feedback_shown_people: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        session_id: id, booking_id: id,
    }
    feedback_shown_texts: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        id: id, session_id: id, booking_id: id, question_id: (named "feedback_questions" "words"), words: text,
        role: text,
    }
    impacts: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, stage: text, answered_by: text, in_use: number, difference: number, words: text,
        plan: text, answered_at: at, id: id,
    }
    impact_asks: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, stage: text, asked: text, asked_at: at,
    }
    impact_consents: "t.booking_id IN (SELECT id FROM bookings WHERE person_id = $1)" {
        booking_id: id, agreed_at: at,
    }
    impact_mails_off: "t.person_id = $1" {
        person_id: id, since: at,
    }
    answer_links: "t.person_id = $1" {
        id: (not SECRET), booking_id: id, kind: text, person_id: id, created_at: at, expires_at: at, used_at: at,
        withdrawn_at: at,
    }
    completions: "t.person_id = $1" {
        id: id, person_id: id, course_id: course, organisation_id: organisation, completed_on: day,
        cpd_minutes: number, booking_id: id, source: text, withdrawn_at: at, created_at: at,
    }
    credentials: "t.person_id = $1" {
        id: id, person_id: id, credential_kind_id: (named "credential_kinds" "name"), gained_on: day,
        source: text, created_at: at,
    }
    declarations: "t.person_id = $1" {
        id: id, person_id: id, declaration_kind_id: (named "declaration_kinds" "statement"), declared_on: day,
        source: text, created_at: at,
    }
    training_claims: "t.person_id = $1" {
        id: id, person_id: id, words: text, done_on: day, state: text, claimed_at: at, decided_at: at,
        decided_by: person, course_id: course, credential_kind_id: (named "credential_kinds" "name"),
        confirmed_on: day, reason: text, claimed_course_id: course,
        claimed_kind_id: (named "credential_kinds" "name"),
    }
    claim_evidence: "t.claim_id IN (SELECT id FROM training_claims WHERE person_id = $1)" {
        id: id, claim_id: id, stored_as: (not INTERNAL_NAME), label: text, kind: text, bytes: number, digest: text,
        added_at: at,
    }
    certificates: "t.person_id = $1" {
        id: id, number: text, verification_code: text, person_id: id, booking_id: id, completion_id: id,
        course_id: course, snapshot: json, person_name: text, cpd_minutes: number, completed_on: day,
        state: text, issued_at: at, superseded_by: id, ended_at: at, end_reason: text, reissue_asked_at: at,
        reissue_words: text,
    }
    outbox: "t.person_id = $1 AND t.kind <> 'confirm_address'" {
        id: id, kind: text, dedupe_key: (not "names what a mail is about, so that it is sent once"),
        person_id: id, booking_id: id, session_id: id, to_name: text, to_email: text,
        payload: (not SAID_ELSEWHERE), invite: (not SAID_ELSEWHERE), invite_uid: text, invite_sequence: number,
        certificate_id: id, message_id: text, in_reply_to: text, state: text, attempts: number,
        possibly_sent: flag, next_attempt_at: at, lease_until: at,
        last_error: (not "the words of a mail server"), queued_at: at, sent_at: at, purged_at: at,
        held_since: at,
    }
    session_trainers: "t.person_id = $1" {
        session_id: id, person_id: id, position: number,
    }
    trainer_invites: "t.person_id = $1" {
        id: id, session_id: id, date_id: id, person_id: id, uid: text, sequence: number, last_method: text,
        email: text, created_at: at, updated_at: at,
    }
    date_lengths: "t.by_person = $1" {
        id: id, date_id: id, starts_at: at, ends_at: at, reason: text, by_person: id, at: at,
    }
    session_messages: "t.sent_by = $1" {
        id: id, session_id: id, sent_by: id, sent_to: text, subject: text, words: text, recipients: number,
        sent_at: at,
    }
    session_terms: "t.brought_by = $1" {
        session_id: id, title: text, outcomes: (not PROGRAMME), cpd_minutes: (not PROGRAMME),
        duration_minutes: (not PROGRAMME), enough_percent: (not PROGRAMME), enough_dates: (not PROGRAMME),
        ladder: (not PROGRAMME), provider: (not PROGRAMME), planned_dates: (not PROGRAMME),
        planned_minutes: (not PROGRAMME), kept_at: at, brought_by: id, reason: text,
    }
    commissions: "t.asked_by = $1" {
        id: id, reference: text, course_id: course, organisation_id: organisation, asked_by: id,
        handled_by: person, state: text, state_since: at, aims: text, group_size: number, ring_me: flag,
        phone: text, preferred: text, delivery: text, place: text,
        access: (not "what the people of a group need, who are others"), budget_code: text,
        purchase_order: text, condition_state: text, session_id: id, lock_count: (not INTERNAL),
        revision: (not INTERNAL), created_at: at,
    }
    commission_people: "t.person_id = $1" {
        id: id, commission_id: id, person_id: id, name: text, readiness: text, added_by: person, created_at: at,
        answer: text, address_id: (named "addresses" "email"),
    }
    commission_events: "t.by_person = $1" {
        id: id, commission_id: id, number: number, event: text, at: at, by_person: id, by_team: flag,
        words: text,
    }
    session_invitations: "t.answered_by = $1" {
        id: id, session_id: id, organisation_id: organisation, places: number, state: text, invited_by: person,
        invited_at: at, answered_by: id, answered_at: at, words: text,
    }
    erasures: "t.person_id = $1" {
        id: id, person_id: id, cause: text, asked_at: at, first_due_at: at, due_at: at, put_off_at: at,
        put_off_by: person, put_off_reason: text, cancelled_at: at, done_at: at, decided_by: person,
        reason: text,
    }
    practitioners: "t.person_id = $1" { person_id: id, listed_at: at }
    practice_supports: "t.person_id = $1 OR t.supporter_id = $1" {
        person_id: person, supporter_id: person, asked_at: at, agreed_at: at,
    }
    practitioner_asks: "t.person_id = $1" {
        id: id, person_id: id, what: text, place: text, wanted: text, phone: text, asked_at: at, answered_at: at,
        answered_by: person, answer: text,
    }
    lapse_notices: "t.person_id = $1" { person_id: id, course_id: course, lapses_on: day, told_at: at }
    lapse_notices_off: "t.person_id = $1" { person_id: id, since: at }
    session_complaints: "t.noted_by = $1" {
        id: id, session_id: id, came_on: day, words: (not OTHERS_WORDS), followed: (not OTHERS_WORDS), noted_by: id,
        noted_at: at, updated_at: at,
    }
    evidence_packs: "t.made_by = $1" {
        id: id, accreditation_id: id, from_on: day, to_on: day, names_reason: text, made_by: id, made_at: at,
        figures: (not "what is counted of everybody whom an accreditation covers"),
    }
    complaints: "t.person_id = $1" {
        id: id, person_id: id, name: text, email: text, words: text, made_at: at, answered_at: at,
        answered_by: person, answer: text,
    }
    audit_log: "t.action NOT IN ('address_added', 'address_asked_for', 'manager_made', 'manager_ended')
            AND (t.actor_id = $1 OR t.about_id = $1
            OR (t.subject_kind = 'person' AND t.subject_id = $1)
            OR (t.subject_kind = 'booking' AND t.subject_id IN (SELECT id FROM bookings WHERE person_id = $1)))" {
        id: id, at: at, actor_id: person, action: text, subject_kind: text, subject_id: id, detail: text,
        about_id: id, origin: (not "where somebody did it from, who may be somebody else"), times: number,
        last_at: at, bucket: (not INTERNAL),
    }
    organisations: (not "an organisation is no person; where somebody belongs stands in memberships") {}
    organisation_completions: (not "what an organisation completed as a whole") {}
    commission_proposals: (not "what we propose to an organisation") {}
    erasure_mails: (not "ids of mails on their way, for as long as they are") {}
    import_files: (not "a list that is being brought in, for an hour at most; what comes of it stands in the other tables") {}
    import_file_parts: (not "the bytes of such a list, for an hour at most") {}
    spent_files: (not "random names of files that are about to be deleted") {}
    import_headings: (not "what the columns of lists are called") {}
    provider_sign_ins: (not "which sign-ins with a provider came back, for as long as they could again") {}
    signing_keys: (not "keys of the service") {}
    site: (not "what the partnership says of itself") {}
    site_marks: (not "what the partnership says of itself") {}
    sessions: (not PROGRAMME) {}
    session_dates: (not PROGRAMME) {}
    feedback_questions: (not "what is asked after courses, which is about nobody") {}
    feedback_shown: (not "what answers come to together, of three people at least") {}
    zoom_meetings: (not "the meetings of the training offer, which are about nobody") {}
    ladders: (not PROGRAMME) {}
    rungs: (not PROGRAMME) {}
    courses: (not PROGRAMME) {}
    course_audiences: (not PROGRAMME) {}
    credential_kinds: (not PROGRAMME) {}
    declaration_kinds: (not PROGRAMME) {}
    prerequisite_groups: (not PROGRAMME) {}
    requirements: (not PROGRAMME) {}
    accreditations: (not PROGRAMME) {}
    accreditation_courses: (not PROGRAMME) {}
    accreditation_audiences: (not PROGRAMME) {}
}
