//! Answering the offer of a colleague's place, by the link that was mailed.

use super::{
    declare::declare,
    hand_over_place::not_taken_up,
    open_booking::{Opened, open_booking},
    pass_on_place::{Passing, check_booked, judge_colleague, pass_on, waiting_here},
};
use crate::{
    crypto::tokens::{derived_token, read_derived_token},
    domain::{
        access::Actor,
        eligibility::{Booker, Eligibility},
        hand_overs::HandOverEnd,
        ids::{HandOverId, PersonId, SessionId},
        words::{TokenKind, Word},
    },
    store::{
        AnyConnection,
        read::{
            bookings::{
                booking::{self as views, BookingView},
                hand_overs as offers,
            },
            people::person,
        },
        write::bookings::{
            booking,
            hand_overs::{self, HandOverRow},
        },
    },
    usecases::{
        UseCases,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};
use chrono::{DateTime, Utc};

/// A place that is on offer to whoever has the link.
#[derive(Debug, Clone)]
pub struct OfferedPlace {
    /// Whose place it is.
    pub giver: String,
    /// Their record.
    pub giver_id: PersonId,
    /// The date.
    pub session: SessionId,
    /// Until when it can be taken.
    pub until: DateTime<Utc>,
}

impl UseCases {
    /// What a mailed link offers; none when the offer has ended or the link is not one of ours.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offered_place(&self, token: &str) -> Result<Option<OfferedPlace>, Failure> {
        let (id, now) = (self.hand_over_of(token), self.db.clock().now());
        self.db
            .read(move |c| {
                let Some(row) = still_open(c, id, now)? else { return Ok(None) };
                let giver_id = booking::load(c, row.booking_id)?.person_id;
                let giver = person::name(c, giver_id)?;
                let until = row.open_until.and_utc();
                Ok(Some(OfferedPlace { giver, giver_id, session: row.session_id, until }))
            })
            .await
    }

    /// What stands between somebody signed in and the place their link offers; none when the offer has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn judge_hand_over(&self, actor: Actor, token: &str) -> Result<Option<Eligibility>, Failure> {
        let (id, now) = (self.hand_over_of(token), self.db.clock().now());
        self.db
            .read(move |c| {
                let Some(row) = still_open(c, id, now)? else { return Ok(None) };
                let scene = Scene::load(c, row.session_id)?;
                let own = waiting_here(c, &scene, actor.person_id)?.map(|row| row.id);
                let by = (Booker::Themselves, now);
                Ok(Some(judge_colleague(c, &scene, (actor.person_id, own), by)?))
            })
            .await
    }

    /// Says yes: the giver's booking ends as handed over and the caller has one of their own, judged as of now.
    ///
    /// # Errors
    /// `hand_over_ended`; [`Refused::BookingRefused`](crate::usecases::Refused::BookingRefused) with every reason.
    pub async fn accept_hand_over(
        &self,
        actor: Actor,
        token: &str,
        declares: Vec<String>,
    ) -> Result<BookingView, Failure> {
        let id = self.hand_over_of(token);
        self.change(move |change| {
            let now = change.now();
            let Some(row) = still_open(change.conn(), id, now)? else { return ended() };
            let taker = actor.person_id;
            let open = open_booking(change, row.booking_id, &[taker], &[])?;
            // Only under the locks is it certain that the offer still stands.
            let Some(row) = still_open(change.conn(), id, now)? else { return ended() };
            let Opened { booking, scene, .. } = &open;
            if booking.session_id != row.session_id || now >= scene.starts_at() {
                return ended();
            }
            if booking.person_id == taker {
                return forbidden(
                    "wrong_state",
                    "This place is yours already. The link is for the colleague you offered it to.",
                );
            }
            check_booked(booking.state)?;
            for statement in &declares {
                declare(change.tx, taker, statement)?;
            }
            hand_overs::end(change.tx, row.id, HandOverEnd::TakenUp)?;
            let passing = Passing {
                shown: row.name.unwrap_or_default(),
                by: row.made_by,
                taken_by: taker,
                booker: Booker::Themselves,
            };
            let made = pass_on(change, open, taker, &passing)?;
            change.follow()?;
            Ok(views::view(change.conn(), made)?)
        })
        .await
    }

    /// Says no: whoever offered the place is told that nobody took it up, and nothing more.
    ///
    /// # Errors
    /// `hand_over_ended`.
    pub async fn decline_hand_over(&self, token: &str) -> Result<(), Failure> {
        let id = self.hand_over_of(token);
        self.change(move |change| {
            let now = change.now();
            let Some(row) = still_open(change.conn(), id, now)? else { return ended() };
            open_booking(change, row.booking_id, &[], &[])?;
            let Some(row) = still_open(change.conn(), id, now)? else { return ended() };
            not_taken_up(change, &row, HandOverEnd::Declined)
        })
        .await
    }

    /// The secret of the link to a place that is on offer to one of this person's confirmed addresses, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offered_to(&self, person: PersonId) -> Result<Option<String>, Failure> {
        let now = self.db.clock().now();
        let open = self.db.read(move |c| offers::open_to(c, person, now)).await?;
        let secret =
            |id: HandOverId| derived_token(&self.settings.secret, id.uuid(), TokenKind::HandOver.as_str());
        Ok(open.map(secret))
    }

    fn hand_over_of(&self, token: &str) -> Option<HandOverId> {
        let id = read_derived_token(&self.settings.secret, token, TokenKind::HandOver.as_str())?;
        Some(HandOverId::from_uuid(id))
    }
}

fn still_open(
    connection: &mut AnyConnection,
    id: Option<HandOverId>,
    now: DateTime<Utc>,
) -> Result<Option<HandOverRow>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let row = hand_overs::find(connection, id)?;
    Ok(row.filter(|row| row.ended_at.is_none() && now < row.open_until.and_utc()))
}

fn ended<T>() -> Result<T, Failure> {
    forbidden(
        "hand_over_ended",
        "This place is no longer on offer: the time is over, or it was taken back. See which dates have places.",
    )
}
