//! Requests for training with their people, proposals and timeline.

use chrono::NaiveDateTime;
use diesel::{dsl::max, prelude::*};

use crate::{
    domain::{
        commissions::{CommissionCondition, ListAnswer},
        ids::{AddressId, CommissionId, CourseId, OrganisationId, PersonId, ProposalId, RowId, SessionId},
        words::{CommissionEvent, CommissionState, Delivery},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            commission_events as events, commission_people as members, commission_proposals as proposals,
            commissions,
        },
        write_tx::WriteTx,
    },
};

/// A commission's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = commissions)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct CommissionRow {
    pub id: CommissionId,
    pub reference: String,
    pub course_id: Option<CourseId>,
    pub organisation_id: Option<OrganisationId>,
    pub asked_by: PersonId,
    pub handled_by: Option<PersonId>,
    pub state: CommissionState,
    pub state_since: NaiveDateTime,
    pub aims: String,
    pub group_size: Option<i32>,
    pub ring_me: bool,
    pub phone: Option<String>,
    pub preferred: Option<String>,
    pub delivery: Option<Delivery>,
    pub place: Option<String>,
    pub access: Option<String>,
    pub budget_code: Option<String>,
    pub purchase_order: Option<String>,
    /// `open`, `met` or `failed`.
    pub condition_state: Option<CommissionCondition>,
    pub session_id: Option<SessionId>,
    pub lock_count: i32,
    pub revision: i32,
    pub created_at: NaiveDateTime,
}

/// Adds a commission.
///
/// # Errors
/// [`Error::Conflict`] when its reference is taken.
pub fn add(tx: &mut WriteTx<'_>, row: &CommissionRow) -> Result<(), Error> {
    diesel::insert_into(commissions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The commission with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: CommissionId) -> Result<CommissionRow, Error> {
    Ok(commissions::table.find(id).select(CommissionRow::as_select()).first(connection)?)
}

/// The commission whose session this is.
///
/// # Errors
/// When the database fails.
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Option<CommissionRow>, Error> {
    Ok(commissions::table
        .filter(commissions::session_id.eq(session))
        .select(CommissionRow::as_select())
        .first(connection)
        .optional()?)
}

/// Stores a changed commission as a whole, under the next revision.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &CommissionRow) -> Result<(), Error> {
    diesel::update(commissions::table.find(row.id))
        .set((
            (
                commissions::course_id.eq(row.course_id),
                commissions::organisation_id.eq(row.organisation_id),
                commissions::handled_by.eq(row.handled_by),
                commissions::state.eq(row.state),
                commissions::state_since.eq(row.state_since),
                commissions::aims.eq(&row.aims),
                commissions::group_size.eq(row.group_size),
                commissions::ring_me.eq(row.ring_me),
                commissions::phone.eq(row.phone.as_deref()),
            ),
            (
                commissions::preferred.eq(row.preferred.as_deref()),
                commissions::delivery.eq(row.delivery),
                commissions::place.eq(row.place.as_deref()),
                commissions::access.eq(row.access.as_deref()),
                commissions::budget_code.eq(row.budget_code.as_deref()),
                commissions::purchase_order.eq(row.purchase_order.as_deref()),
                commissions::condition_state.eq(row.condition_state),
                commissions::session_id.eq(row.session_id),
                commissions::revision.eq(commissions::revision + 1),
            ),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Somebody a commission is for.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = members)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct MemberRow {
    pub id: RowId,
    pub commission_id: CommissionId,
    pub person_id: PersonId,
    pub name: String,
    /// `ready`, `planned` or `lacking`.
    pub readiness: Option<String>,
    pub added_by: PersonId,
    pub created_at: NaiveDateTime,
    pub answer: Option<ListAnswer>,
    pub address_id: Option<AddressId>,
}

/// Somebody who is put on a list.
#[derive(Debug, Clone, Copy)]
pub struct NewMember<'a> {
    /// Who.
    pub person: PersonId,
    /// As whoever names them wrote it.
    pub name: &'a str,
    /// By which address they were named.
    pub address: Option<AddressId>,
    /// Whoever names them may know who it is: then a second line for the same person is none.
    pub known: bool,
}

/// The people of a commission, in the order in which they were named.
///
/// # Errors
/// When the database fails.
pub fn members_of(connection: &mut AnyConnection, id: CommissionId) -> Result<Vec<MemberRow>, Error> {
    Ok(members::table
        .filter(members::commission_id.eq(id))
        .order(members::id)
        .select(MemberRow::as_select())
        .load(connection)?)
}

/// Names somebody; false when they are named already. Two addresses of one person are two lines for somebody who may
/// not know whose they are. The commission must be locked.
///
/// # Errors
/// When the database fails.
pub fn add_member(
    tx: &mut WriteTx<'_>,
    commission: CommissionId,
    new: NewMember<'_>,
    added_by: PersonId,
) -> Result<bool, Error> {
    let NewMember { person, name, address, known } = new;
    let there: Vec<Option<AddressId>> = members::table
        .filter(members::commission_id.eq(commission))
        .filter(members::person_id.eq(person))
        .select(members::address_id)
        .load(tx.conn())?;
    if there.iter().any(|by| known || *by == address) {
        return Ok(false);
    }
    let row = MemberRow {
        id: tx.new_id(),
        commission_id: commission,
        person_id: person,
        name: name.to_owned(),
        readiness: None,
        added_by,
        created_at: tx.now().naive_utc(),
        answer: None,
        address_id: address,
    };
    diesel::insert_into(members::table).values(&row).execute(tx.conn())?;
    Ok(true)
}

/// Takes lines off the list; says how many there were.
///
/// # Errors
/// When the database fails.
pub fn remove_members(
    tx: &mut WriteTx<'_>,
    commission: CommissionId,
    lines: &[RowId],
) -> Result<usize, Error> {
    Ok(diesel::delete(
        members::table.filter(members::commission_id.eq(commission)).filter(members::id.eq_any(lines)),
    )
    .execute(tx.conn())?)
}

/// Keeps how somebody stands towards what the course asks for.
///
/// # Errors
/// When the database fails.
pub fn set_readiness(tx: &mut WriteTx<'_>, member: RowId, readiness: &str) -> Result<(), Error> {
    diesel::update(members::table.find(member))
        .set(members::readiness.eq(Some(readiness)))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps what somebody on a list says.
///
/// # Errors
/// When the database fails.
pub fn set_answer(
    tx: &mut WriteTx<'_>,
    commission: CommissionId,
    person: PersonId,
    answer: ListAnswer,
) -> Result<(), Error> {
    let of =
        members::table.filter(members::commission_id.eq(commission)).filter(members::person_id.eq(person));
    diesel::update(of).set(members::answer.eq(Some(answer))).execute(tx.conn())?;
    Ok(())
}

/// Somebody takes up an invitation by whoever put them on lists: they have agreed to what they had not answered.
///
/// # Errors
/// When the database fails.
pub fn agree_to_lists_of(tx: &mut WriteTx<'_>, person: PersonId, inviter: PersonId) -> Result<(), Error> {
    let of = members::table
        .filter(members::person_id.eq(person))
        .filter(members::added_by.eq(inviter))
        .filter(members::answer.is_null());
    diesel::update(of).set(members::answer.eq(Some(ListAnswer::Agreed))).execute(tx.conn())?;
    Ok(())
}

/// A version of what is proposed.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = proposals)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ProposalRow {
    pub id: ProposalId,
    pub commission_id: CommissionId,
    pub version: i32,
    pub terms: String,
    pub made_by: PersonId,
    pub made_at: NaiveDateTime,
    pub accepted_at: Option<NaiveDateTime>,
}

/// Every version proposed, the first one first.
///
/// # Errors
/// When the database fails.
pub fn proposals_of(connection: &mut AnyConnection, id: CommissionId) -> Result<Vec<ProposalRow>, Error> {
    Ok(proposals::table
        .filter(proposals::commission_id.eq(id))
        .order(proposals::version)
        .select(ProposalRow::as_select())
        .load(connection)?)
}

/// Adds a version. The commission must be locked.
///
/// # Errors
/// When the database fails.
pub fn add_proposal(tx: &mut WriteTx<'_>, row: &ProposalRow) -> Result<(), Error> {
    diesel::insert_into(proposals::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Marks a version as accepted, now.
///
/// # Errors
/// When the database fails.
pub fn accept_proposal(tx: &mut WriteTx<'_>, id: ProposalId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(proposals::table.find(id)).set(proposals::accepted_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// A line of the timeline.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = events)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct EventRow {
    pub id: RowId,
    pub commission_id: CommissionId,
    pub number: i32,
    pub event: CommissionEvent,
    pub at: NaiveDateTime,
    pub by_person: Option<PersonId>,
    pub by_team: bool,
    pub words: Option<String>,
}

/// Adds a line to the timeline. The commission must be locked.
///
/// # Errors
/// When the database fails.
pub fn add_event(
    tx: &mut WriteTx<'_>,
    commission: CommissionId,
    event: CommissionEvent,
    (by_person, by_team): (Option<PersonId>, bool),
    words: Option<&str>,
) -> Result<(), Error> {
    let last: Option<i32> = events::table
        .filter(events::commission_id.eq(commission))
        .select(max(events::number))
        .first(tx.conn())?;
    let row = EventRow {
        id: tx.new_id(),
        commission_id: commission,
        number: last.unwrap_or(0) + 1,
        event,
        at: tx.now().naive_utc(),
        by_person,
        by_team,
        words: words.map(str::to_owned),
    };
    diesel::insert_into(events::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// What happened last, and who did it.
///
/// # Errors
/// [`Error::Missing`] if nothing has.
pub fn last_event(
    connection: &mut AnyConnection,
    commission: CommissionId,
) -> Result<(CommissionEvent, Option<PersonId>), Error> {
    Ok(events::table
        .filter(events::commission_id.eq(commission))
        .order(events::number.desc())
        .select((events::event, events::by_person))
        .first(connection)?)
}
