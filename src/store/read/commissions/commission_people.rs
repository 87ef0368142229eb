//! Whom a request for training is for, as answers and pages show it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        commissions::ListAnswer,
        ids::{BookingId, CommissionId, PersonId, RowId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::{PersonBrief, named},
        schema::{addresses, bookings, commission_people as members, memberships},
        write::commissions::commission::{self as rows, MemberRow},
    },
};

/// Somebody a request is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    /// Who: by their own id and name where the caller manages them; else by an id that stands for the line of this list
    /// alone, and as the caller wrote them.
    pub person: PersonBrief,
    /// Whether mail reaches them; without it, their certificate is printed for them.
    pub has_address: bool,
    /// What they have said: `asked` while they have said nothing.
    pub answer: ListAnswer,
    /// They have left the organisation since; false where the caller may not see it.
    pub left: bool,
    /// Their booking, once it is scheduled; null where the caller may not see it.
    pub booking: Option<MemberBooking>,
    /// The position in the list.
    #[serde(skip)]
    #[schema(ignore)]
    pub row: Option<RowId>,
}

/// The booking of somebody a request is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberBooking {
    /// Its id.
    pub id: BookingId,
    /// What people quote.
    pub reference: String,
    /// Where it stands.
    pub state: BookingState,
}

/// Somebody's booking as it is read.
type Booked = (PersonId, BookingId, String, BookingState);

/// The people of a request, in the order in which they were named; `managed` are those whom the caller manages, or
/// everybody when `None`.
///
/// # Errors
/// [`Error::Missing`] if there is no such request.
pub fn people(
    connection: &mut AnyConnection,
    id: CommissionId,
    managed: Option<&[PersonId]>,
    after: Option<RowId>,
    limit: i64,
) -> Result<Vec<MemberView>, Error> {
    let row = rows::load(connection, id)?;
    let mut query = members::table.filter(members::commission_id.eq(id)).into_boxed();
    if let Some(after) = after {
        query = query.filter(members::id.gt(after));
    }
    let found: Vec<MemberRow> =
        query.order(members::id).limit(limit).select(MemberRow::as_select()).load(connection)?;
    let ids: Vec<PersonId> = found.iter().map(|member| member.person_id).collect();
    let names = named(connection, &ids)?;
    let with_address: Vec<PersonId> = addresses::table
        .filter(addresses::person_id.eq_any(&ids))
        .select(addresses::person_id)
        .distinct()
        .load(connection)?;
    let ended: Vec<(PersonId, bool)> = match row.organisation_id {
        Some(of) => memberships::table
            .filter(memberships::person_id.eq_any(&ids))
            .filter(memberships::organisation_id.eq(of))
            .select((memberships::person_id, memberships::to_on.is_not_null()))
            .load(connection)?,
        None => Vec::new(),
    };
    let booked: Vec<Booked> = match row.session_id {
        Some(session) => bookings::table
            .filter(bookings::session_id.eq(session))
            .filter(bookings::person_id.eq_any(&ids))
            .order(bookings::id.desc())
            .select((bookings::person_id, bookings::id, bookings::reference, bookings::state))
            .load(connection)?,
        None => Vec::new(),
    };
    let view = |member: MemberRow| {
        let person = member.person_id;
        let own = managed.is_none_or(|managed| managed.contains(&person));
        let real = names.iter().find(|known| known.id == person).filter(|_| own);
        let mut of = ended.iter().filter(|(id, _)| *id == person).peekable();
        let here = booked.iter().find(|(id, ..)| *id == person);
        MemberView {
            person: PersonBrief {
                id: if own { person } else { PersonId::from_uuid(member.id.uuid()) },
                name: real.map_or_else(|| member.name.clone(), |known| known.name.clone()),
            },
            has_address: member.address_id.is_some() || with_address.contains(&person),
            answer: ListAnswer::of(member.answer, here.map(|(.., state)| *state)),
            left: own && of.peek().is_some() && of.all(|(_, ended)| *ended),
            booking: here.filter(|_| own).map(|(_, id, reference, state)| MemberBooking {
                id: *id,
                reference: reference.clone(),
                state: *state,
            }),
            row: Some(member.id),
        }
    };
    Ok(found.into_iter().map(view).collect())
}
