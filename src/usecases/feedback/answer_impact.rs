//! Saying what became of a course.

use crate::{
    domain::{
        ids::{BookingId, RowId},
        impact::{Impact, ImpactSide, ImpactStage},
    },
    store::{
        read::feedback::{
            given,
            impacts::{self as read, ImpactView},
        },
        write::{
            feedback::{answer_links, impacts},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
        feedback::{agree_to_manager::agree, open_link::open},
        idempotency::{Answer, OnceKey, once},
    },
};

impl UseCases {
    /// Keeps what the holder of a booking says; whether they are that is checked already.
    ///
    /// # Errors
    /// 409 `impact_not_due`, `impact_answered`.
    pub async fn answer_impact(
        &self,
        booking: BookingId,
        stage: ImpactStage,
        impact: Impact,
        key: Option<OnceKey>,
    ) -> Result<Answer<ImpactView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let found = given::attended(change.conn(), booking)?;
                locks::lock_people(change.tx, &[found.person])?;
                keep(change, (booking, stage, ImpactSide::Participant), &impact)
            })
        })
        .await
    }

    /// Keeps what whoever has a mailed link says; the link leads nowhere afterwards. `manager` says whether the line
    /// manager may be asked too, where it is the participant who answers.
    ///
    /// # Errors
    /// [`Refused::NotThere`] where the link leads nowhere.
    pub async fn answer_impact_by_link(
        &self,
        token: &str,
        impact: Impact,
        manager: Option<bool>,
    ) -> Result<(), Failure> {
        let id: RowId = self.impact_id(token).ok_or(Refused::NotThere)?;
        self.change(move |change| {
            let now = change.now();
            let found = open(change.conn(), id, now)?.ok_or(Refused::NotThere)?;
            locks::lock_people(change.tx, &[found.attended.person])?;
            // As it stands once nobody else answers.
            let found = open(change.conn(), id, now)?.ok_or(Refused::NotThere)?;
            let (stage, side) = found.asks.ok_or(Refused::NotThere)?;
            let booking = found.attended.booking;
            impacts::add(change.tx, (booking, stage, side), &impact)?;
            answer_links::use_link(change.tx, id)?;
            match manager.filter(|_| side == ImpactSide::Participant) {
                Some(agrees) => agree(change, booking, agrees),
                None => Ok(()),
            }
        })
        .await
    }
}

fn keep(
    change: &mut Change<'_, '_>,
    of: (BookingId, ImpactStage, ImpactSide),
    impact: &Impact,
) -> Result<ImpactView, Failure> {
    let (booking, stage, _) = of;
    let attended = given::attended(change.conn(), booking)?;
    let asked = read::is_completed(change.conn(), booking)?
        && read::stages(change.conn(), attended.course)?.contains(&stage);
    if !asked {
        return forbidden(
            "impact_not_due",
            "What became of a course is asked of those who completed it, where the course asks at this time.",
        );
    }
    if change.now() < stage.due(attended.ends_at) {
        let detail = format!("This is asked {} after the end of the course.", stage.in_words());
        return forbidden("impact_not_due", detail);
    }
    if read::find(change.conn(), of)?.is_some() {
        return forbidden("impact_answered", "This is answered already. Thank you.");
    }
    let row = impacts::add(change.tx, of, impact)?;
    Ok(ImpactView::from(&row))
}
