//! Somebody who was booked from the list of a request answers by the link that was mailed: they come, or they do not.

use crate::{
    crypto::tokens::read_derived_token,
    domain::{
        cancellations::{may_still_change, short_notice},
        commissions::ListAnswer,
        ids::{BookingId, CommissionId, SessionId},
        words::{BookingState, CancelReason, TokenKind, Word},
    },
    store::{
        AnyConnection,
        read::people::person,
        write::{
            bookings::booking::{self, BookingRow},
            commissions::commission,
        },
    },
    usecases::{
        UseCases,
        bookings::{
            end_booking::end,
            open_booking::{Opened, open_booking},
        },
        error::{Failure, forbidden},
        events::Ending,
    },
};

/// A place that was booked for whoever has the link.
#[derive(Debug, Clone)]
pub struct ListedPlace {
    /// Whose it is.
    pub person: String,
    /// Who asked for the training.
    pub asked_by: String,
    /// The date.
    pub session: SessionId,
    /// The booking.
    pub booking: BookingId,
}

impl UseCases {
    /// What a mailed link is about; none when the place is theirs no more, or the link is not one of ours.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn listed_place(&self, token: &str) -> Result<Option<ListedPlace>, Failure> {
        let (id, now) = (self.listed(token), self.db.clock().now());
        self.db
            .read(move |c| {
                let Some((row, _)) = open_place(c, id)? else { return Ok(None) };
                let request = commission::of_session(c, row.session_id)?;
                let Some(request) = request else { return Ok(None) };
                let session = crate::store::read::sessions::session_rows::session(c, row.session_id)?;
                if !may_still_change(session.starts_at.and_utc(), now, false) {
                    return Ok(None);
                }
                let person = person::name(c, row.person_id)?;
                let asked_by = person::name(c, request.asked_by)?;
                Ok(Some(ListedPlace { person, asked_by, session: row.session_id, booking: row.id }))
            })
            .await
    }

    /// Says yes or no. A no gives the place up at once, and never counts as short notice for somebody who had not said
    /// that they would come.
    ///
    /// # Errors
    /// `wrong_state` when the place is theirs no more; `session_started`.
    pub async fn answer_list(&self, token: &str, comes: bool) -> Result<(), Failure> {
        let id = self.listed(token);
        self.change(move |change| {
            let Some((row, request)) = open_place(change.conn(), id)? else { return gone() };
            let Opened { mut booking, scene, .. } = open_booking(change, row.id, &[], &[])?;
            if booking.state != BookingState::Booked {
                return gone();
            }
            if !may_still_change(scene.starts_at(), change.now(), false) {
                return forbidden("session_started", "The course has started. Tell the training team.");
            }
            let person = booking.person_id;
            let answer = if comes { ListAnswer::Agreed } else { ListAnswer::NotComing };
            let members = commission::members_of(change.conn(), request)?;
            let said_yes = |member: &commission::MemberRow| member.answer == Some(ListAnswer::Agreed);
            let agreed_before = members.iter().any(|one| one.person_id == person && said_yes(one));
            commission::set_answer(change.tx, request, person, answer)?;
            if comes {
                change.note(Some(person), "list_agreed", ("booking", booking.id), None);
                return Ok(());
            }
            let (why, now) = (CancelReason::Other, change.now());
            booking.short_notice =
                agreed_before && short_notice(booking.state, why, scene.last_moment(), now);
            booking.give_up_reason = Some(why);
            let why = (Some(person), Some("They were put on a list and said no."));
            let how = Ending::GivenUp { reason: None };
            end(change, &scene, &mut booking, BookingState::Cancelled, why, how)
        })
        .await
    }

    fn listed(&self, token: &str) -> Option<BookingId> {
        let id = read_derived_token(&self.settings.secret, token, TokenKind::NotComing.as_str())?;
        Some(BookingId::from_uuid(id))
    }
}

/// The booking while it is held, with the request whose list it came from.
fn open_place(
    connection: &mut AnyConnection,
    id: Option<BookingId>,
) -> Result<Option<(BookingRow, CommissionId)>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let row = match booking::load(connection, id) {
        Err(crate::store::Error::Missing) => return Ok(None),
        other => other?,
    };
    if row.state != BookingState::Booked {
        return Ok(None);
    }
    let request = commission::of_session(connection, row.session_id)?;
    Ok(request.map(|request| (row, request.id)))
}

fn gone<T>() -> Result<T, Failure> {
    forbidden("wrong_state", "You have no place on this date, so there is nothing to give up.")
}
