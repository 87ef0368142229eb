//! The one question behind [`place_facts`](super::place_facts): facts of every kind, each a row of the same columns.

use std::sync::LazyLock;

use diesel::sql_types::{Binary, Date, Integer, Nullable, Text, Timestamp};

use crate::{
    domain::words::{BookingState, Word},
    store::{
        prepared::Statement,
        read::people::managers::{LEADS, LINE_MANAGER, OPEN},
    },
};

/// What a row tells of. What each column holds of it is said where it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub(super) enum Kind {
    Person,
    Address,
    LineManager,
    Lead,
    Membership,
    Completion,
    OrganisationCompletion,
    Credential,
    Declaration,
    Waiver,
    Booking,
    BookedDate,
    InDoubt,
    CameBack,
    Date,
    Trainer,
    Places,
    Overdue,
    Course,
    Audience,
    Requirement,
}

/// Three ids, four texts, three numbers, two moments and a day.
pub(super) type Columns = (
    Integer,
    Nullable<Binary>,
    Nullable<Binary>,
    Nullable<Binary>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Integer>,
    Nullable<Integer>,
    Nullable<Integer>,
    Nullable<Timestamp>,
    Nullable<Timestamp>,
    Nullable<Date>,
);

/// Their names, and the types by which PostgreSQL knows the columns.
const COLUMNS: [(&str, &str); 13] = [
    ("a", "bytea"),
    ("b", "bytea"),
    ("c", "bytea"),
    ("t", "text"),
    ("u", "text"),
    ("v", "text"),
    ("w", "text"),
    ("n", "integer"),
    ("m", "integer"),
    ("k", "integer"),
    ("begins", "timestamp"),
    ("ends", "timestamp"),
    ("day", "date"),
];

/// The rows of one kind: which columns hold what, and where it stands.
fn rows(kind: Kind, held: &[(&str, &str)], from: &str) -> String {
    let column = |(name, _): &(&str, &str)| {
        held.iter().find(|(of, _)| of == name).map_or("NULL", |(_, what)| what).to_owned()
    };
    let columns: Vec<String> = COLUMNS.iter().map(column).collect();
    format!(" UNION ALL SELECT {}, {} FROM {from}", kind as i32, columns.join(", "))
}

/// One where something is so.
fn one_if(what: &str) -> String {
    format!("CASE WHEN {what} THEN 1 ELSE 0 END")
}

pub(super) static PLACE: LazyLock<Statement> = LazyLock::new(|| {
    let none: Vec<String> =
        COLUMNS.iter().map(|(name, is)| format!("CAST(NULL AS {is}) AS {name}")).collect();
    let first = format!("SELECT 0 AS kind, {} WHERE 1 = 0", none.join(", "));
    Statement::of(&[first, of_person(), of_learning(), of_bookings(), of_session(), of_course()].concat())
});

/// Who they are, where mail goes, and who manages them.
fn of_person() -> String {
    let gone = one_if("disabled_at IS NOT NULL OR erased_at IS NOT NULL OR merged_into IS NOT NULL");
    let open = one_if(OPEN);
    let manager = |membership| {
        let (id, name, copies) = ("manager.id", "manager.name", "manager.manager_copies");
        [("a", id), ("b", membership), ("t", name), ("u", copies), ("n", open.as_str())]
    };
    [
        rows(
            Kind::Person,
            &[("t", "name"), ("u", "line_manager_email"), ("n", &gone)],
            "people WHERE id = :person",
        ),
        rows(
            Kind::Address,
            &[
                ("b", "id"),
                ("t", "email"),
                ("n", &one_if("confirmed_at IS NOT NULL")),
                ("m", &one_if("is_primary")),
            ],
            "addresses WHERE person_id = :person",
        ),
        rows(Kind::LineManager, &manager("NULL"), LINE_MANAGER),
        rows(Kind::Lead, &manager("leads.id"), LEADS),
    ]
    .concat()
}

/// Memberships that hold, whatever is behind them and the person, and what is waived.
fn of_learning() -> String {
    let holds =
        "(own.from_on IS NULL OR own.from_on <= :today) AND (own.to_on IS NULL OR own.to_on >= :today)";
    [
        rows(
            Kind::Membership,
            &[
                ("a", "organisations.id"),
                ("b", "own.id"),
                ("t", "organisations.name"),
                ("u", "organisations.kind"),
                ("n", &one_if("own.confirmed_at IS NOT NULL")),
                ("v", "CASE WHEN organisations.needs_approval THEN 'asks' END"),
            ],
            &format!(
                "memberships AS own JOIN organisations ON organisations.id = own.organisation_id \
                 WHERE own.person_id = :person AND {holds}"
            ),
        ),
        rows(
            Kind::Completion,
            &[("a", "course_id"), ("day", "completed_on")],
            "completions WHERE person_id = :person AND withdrawn_at IS NULL",
        ),
        rows(
            Kind::OrganisationCompletion,
            &[("a", "done.course_id"), ("b", "done.organisation_id"), ("day", "done.completed_on")],
            &format!(
                "organisation_completions AS done WHERE done.withdrawn_at IS NULL AND done.organisation_id IN \
                 (SELECT own.organisation_id FROM memberships AS own WHERE own.person_id = :person AND {holds})"
            ),
        ),
        rows(
            Kind::Credential,
            &[("a", "credential_kind_id"), ("day", "gained_on")],
            "credentials WHERE person_id = :person",
        ),
        rows(
            Kind::Declaration,
            &[("a", "declaration_kind_id"), ("day", "declared_on")],
            "declarations WHERE person_id = :person",
        ),
        rows(
            Kind::Waiver,
            &[("a", "group_id")],
            "waivers WHERE person_id = :person AND session_id = :session",
        ),
    ]
    .concat()
}

/// The states in quotes, for a list of them.
fn states(of: &[BookingState]) -> String {
    let quoted: Vec<String> = of.iter().map(|state| format!("'{}'", state.as_str())).collect();
    quoted.join(", ")
}

/// Their bookings that are active, the dates of those, and what is in doubt or over.
fn of_bookings() -> String {
    let active = states(BookingState::ACTIVE);
    let held = states(&[BookingState::Requested, BookingState::Booked]);
    let ended = states(&[BookingState::Cancelled, BookingState::Released]);
    [
        rows(
            Kind::Booking,
            &[
                ("a", "bookings.id"),
                ("b", "bookings.session_id"),
                ("c", "bookings.course_id"),
                ("t", "courses.title"),
                ("u", "bookings.state"),
                ("v", "bookings.origin"),
                ("w", "sessions.timezone"),
            ],
            &format!(
                "bookings JOIN sessions ON sessions.id = bookings.session_id \
                 JOIN courses ON courses.id = bookings.course_id \
                 WHERE bookings.person_id = :person AND bookings.state IN ({active})"
            ),
        ),
        rows(
            Kind::BookedDate,
            &[
                ("a", "dates.session_id"),
                ("b", "dates.id"),
                ("begins", "dates.starts_at"),
                ("ends", "dates.ends_at"),
            ],
            &format!(
                "bookings JOIN session_dates AS dates ON dates.session_id = bookings.session_id \
                 WHERE bookings.person_id = :person AND bookings.state IN ({active}) \
                 AND dates.cancelled_at IS NULL"
            ),
        ),
        rows(
            Kind::InDoubt,
            &[("a", "bookings.id")],
            &format!(
                "bookings JOIN booking_conditions ON booking_conditions.booking_id = bookings.id \
                 WHERE bookings.person_id = :person AND bookings.state IN ({held}) \
                 AND booking_conditions.ended_at IS NULL AND booking_conditions.failed_at IS NOT NULL"
            ),
        ),
        rows(
            Kind::CameBack,
            &[("a", "bookings.id")],
            &format!(
                "bookings JOIN results ON results.booking_id = bookings.id WHERE bookings.person_id = :person \
                 AND bookings.session_id = :session AND bookings.state IN ({ended})"
            ),
        ),
    ]
    .concat()
}

/// The session's dates, trainers and places.
fn of_session() -> String {
    [
        rows(
            Kind::Date,
            &[("a", "id"), ("b", "id"), ("n", "position"), ("begins", "starts_at"), ("ends", "ends_at")],
            "session_dates WHERE session_id = :session AND cancelled_at IS NULL",
        ),
        rows(
            Kind::Trainer,
            &[("a", "people.id"), ("t", "people.name"), ("m", "session_trainers.position")],
            "session_trainers JOIN people ON people.id = session_trainers.person_id \
             WHERE session_trainers.session_id = :session",
        ),
        rows(
            Kind::Places,
            &[("t", "state"), ("n", "CAST(count(*) AS integer)")],
            "bookings WHERE session_id = :session GROUP BY state",
        ),
        rows(
            Kind::Overdue,
            &[("a", "id")],
            "offers WHERE session_id = :session AND ended_at IS NULL AND expires_at <= :now",
        ),
    ]
    .concat()
}

/// Whom the course is for, and what it asks for by name.
fn of_course() -> String {
    [
        rows(Kind::Course, &[("t", "title")], "courses WHERE id = :course"),
        rows(
            Kind::Audience,
            &[
                ("a", "whom.organisation_id"),
                ("b", "whom.id"),
                ("t", "organisations.name"),
                ("u", "whom.organisation_kind"),
            ],
            "course_audiences AS whom LEFT JOIN organisations ON organisations.id = whom.organisation_id \
             WHERE whom.course_id = :course",
        ),
        rows(
            Kind::Requirement,
            &[
                ("a", "asked.id"),
                ("b", "one.id"),
                ("c", "one.ref_id"),
                ("t", "COALESCE(courses.title, credential_kinds.name, declaration_kinds.statement)"),
                ("u", "one.kind"),
                ("n", "one.within_months"),
                ("m", "one.position"),
                ("k", "asked.position"),
            ],
            "prerequisite_groups AS asked JOIN requirements AS one ON one.group_id = asked.id \
             LEFT JOIN courses ON courses.id = one.ref_id \
             LEFT JOIN credential_kinds ON credential_kinds.id = one.ref_id \
             LEFT JOIN declaration_kinds ON declaration_kinds.id = one.ref_id \
             WHERE asked.course_id = :course AND asked.retired_at IS NULL",
        ),
    ]
    .concat()
}
