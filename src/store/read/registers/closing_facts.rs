//! What is asked of everybody on a register when it is closed: a question for each kind of fact, however many there are.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use diesel::{dsl::max, prelude::*, sql_types::Binary};

use crate::{
    domain::{
        ids::{BookingId, OrganisationId, PersonId, SessionId},
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        prepared::Statement,
        read::{feedback::answer_links::LinkRow, people::person::Recipient},
        schema::{
            addresses, answer_links, booking_conditions, booking_events, certificates, organisations, people,
            planned_actions as actions,
        },
    },
};

/// What is known of the bookings of a register and of whose they are.
#[derive(Debug, Default)]
pub struct ClosingFacts {
    /// Bookings for which a certificate was issued before, whatever became of it.
    pub with_certificate: HashSet<BookingId>,
    /// Bookings with an action plan.
    pub with_plan: HashSet<BookingId>,
    /// Bookings that others hang on, which still matters to those.
    pub depended_on: HashSet<BookingId>,
    /// The number of the last line of each booking's history.
    pub last_lines: HashMap<BookingId, i32>,
    /// The links by which feedback was asked for before.
    pub links: Vec<LinkRow>,
    /// What kind of organisation these are.
    pub kinds: HashMap<OrganisationId, OrganisationKind>,
    /// The name each person's certificate bears; none once their record was erased.
    pub names: HashMap<PersonId, Option<String>>,
    /// Where mail to those goes whose account is open, and whether they have shown that address to be theirs.
    pub recipients: HashMap<PersonId, (Recipient, bool)>,
    /// Whose managers may want a copy of each mail about their bookings: at least everybody whose managers do.
    pub copied: HashSet<PersonId>,
}

static COPIED: LazyLock<Statement> = LazyLock::new(|| {
    let there = "IN (SELECT bookings.person_id FROM bookings WHERE bookings.session_id = :session)";
    Statement::of(&format!(
        "SELECT their.id FROM people AS their JOIN people AS manager ON manager.id = their.line_manager_id \
         WHERE manager.manager_copies = 'each' AND their.id {there} \
         UNION SELECT own.person_id FROM memberships AS own \
         JOIN memberships AS leads ON leads.organisation_id = own.organisation_id AND leads.is_lead \
         JOIN people AS manager ON manager.id = leads.person_id \
         WHERE manager.manager_copies = 'each' AND own.person_id {there}"
    ))
});

/// The facts about these bookings of a session, each with its person and organisation.
///
/// # Errors
/// When the database fails.
pub fn closing_facts(
    connection: &mut AnyConnection,
    session: SessionId,
    on: &[(BookingId, PersonId, Option<OrganisationId>)],
) -> Result<ClosingFacts, Error> {
    let ids: Vec<BookingId> = on.iter().map(|(booking, ..)| *booking).collect();
    let whose: Vec<PersonId> = on.iter().map(|(_, person, _)| *person).collect();
    let of: HashSet<OrganisationId> = on.iter().filter_map(|(.., organisation)| *organisation).collect();
    let of: Vec<OrganisationId> = of.into_iter().collect();
    let (names, recipients) = people_of(connection, &whose)?;
    let with_certificate: Vec<BookingId> = certificates::table
        .filter(certificates::booking_id.eq_any(&ids))
        .select(certificates::booking_id)
        .load(connection)?;
    let with_plan: Vec<BookingId> = actions::table
        .filter(actions::booking_id.eq_any(&ids))
        .select(actions::booking_id)
        .distinct()
        .load(connection)?;
    let depended_on: Vec<BookingId> = booking_conditions::table
        .filter(booking_conditions::depends_on.eq_any(&ids))
        .filter(booking_conditions::ended_at.is_null())
        .select(booking_conditions::depends_on)
        .load(connection)?;
    let last_lines: Vec<(BookingId, Option<i32>)> = booking_events::table
        .filter(booking_events::booking_id.eq_any(&ids))
        .group_by(booking_events::booking_id)
        .select((booking_events::booking_id, max(booking_events::number)))
        .load(connection)?;
    let links = answer_links::table
        .filter(answer_links::booking_id.eq_any(&ids))
        .order(answer_links::id)
        .select(LinkRow::as_select())
        .load(connection)?;
    let kinds: Vec<(OrganisationId, OrganisationKind)> = organisations::table
        .filter(organisations::id.eq_any(&of))
        .select((organisations::id, organisations::kind))
        .load(connection)?;
    let bound = [("session", session.into())];
    let copied: Vec<PersonId> = COPIED.with::<Binary>(&bound).load(connection)?;
    Ok(ClosingFacts {
        with_certificate: with_certificate.into_iter().collect(),
        with_plan: with_plan.into_iter().collect(),
        depended_on: depended_on.into_iter().collect(),
        last_lines: last_lines.into_iter().map(|(booking, last)| (booking, last.unwrap_or(0))).collect(),
        links,
        kinds: kinds.into_iter().collect(),
        names,
        recipients,
        copied: copied.into_iter().collect(),
    })
}

type Names = HashMap<PersonId, Option<String>>;
type Recipients = HashMap<PersonId, (Recipient, bool)>;

/// The names certificates bear, and where mail goes: the best address of each as
/// [`person::recipient`](crate::store::read::people::person::recipient) has it.
fn people_of(connection: &mut AnyConnection, whose: &[PersonId]) -> Result<(Names, Recipients), Error> {
    type Row = (PersonId, String, Option<String>, bool, bool);
    let rows: Vec<Row> = people::table
        .filter(people::id.eq_any(whose))
        .select((
            people::id,
            people::name,
            people::certificate_name,
            people::erased_at.is_not_null(),
            people::disabled_at.is_not_null(),
        ))
        .load(connection)?;
    let found: Vec<(PersonId, String, bool)> = addresses::table
        .filter(addresses::person_id.eq_any(whose))
        .order((addresses::confirmed_at.is_null(), addresses::is_primary.desc(), addresses::id))
        .select((addresses::person_id, addresses::email, addresses::confirmed_at.is_not_null()))
        .load(connection)?;
    let (mut names, mut recipients) = (Names::new(), Recipients::new());
    for (id, name, own, erased, disabled) in rows {
        if !erased
            && !disabled
            && let Some((_, email, confirmed)) = found.iter().find(|(of, ..)| *of == id)
        {
            let to = Recipient { person: Some(id), name: name.clone(), email: email.clone() };
            recipients.insert(id, (to, *confirmed));
        }
        names.insert(id, (!erased).then(|| own.unwrap_or(name)));
    }
    Ok((names, recipients))
}

/// Those of these people who have a place whose condition has failed.
///
/// # Errors
/// When the database fails.
pub fn in_doubt(connection: &mut AnyConnection, among: &[PersonId]) -> Result<HashSet<PersonId>, Error> {
    use crate::store::schema::bookings;
    let rows: Vec<PersonId> = booking_conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(booking_conditions::booking_id)))
        .filter(bookings::person_id.eq_any(among))
        .filter(booking_conditions::ended_at.is_null())
        .filter(booking_conditions::failed_at.is_not_null())
        .select(bookings::person_id)
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
