//! What the numbers of the demo have beside its dates: people who asked for a step before its turn.

use super::people::{Cast, delegate};
use crate::{
    domain::{ids::SessionId, words::RefusalCode},
    usecases::{Failure, Refused, UseCases, bookings::book_session::BookSession},
};

/// How many people ask in vain for each date.
const IN_VAIN: usize = 2;

/// Some who have not done what a date's course asks for try to book it; the `turn` says who.
pub async fn ask_in_vain(
    usecases: &UseCases,
    cast: &Cast,
    session: SessionId,
    turn: usize,
) -> Result<(), Failure> {
    let newcomers = cast.newcomers();
    for place in 0..IN_VAIN {
        let Some(person) = newcomers.get((turn * 5 + place * 3) % newcomers.len().max(1)).copied() else {
            return Ok(());
        };
        let answer = usecases.judge_eligibility(delegate(person), person, session).await?;
        if !answer.refusals.iter().any(|refusal| refusal.code == RefusalCode::PrerequisiteUnmet) {
            continue;
        }
        let ask = BookSession {
            sees: true,
            actor: delegate(person),
            person,
            session,
            organisation: None,
            join_waitlist: false,
            auto_book_until: None,
            note: None,
            access_needs: None,
            declares: Vec::new(),
        };
        match usecases.book_session(ask, None).await {
            Ok(_) | Err(Failure::Refused(Refused::BookingRefused(_) | Refused::SessionFull)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
