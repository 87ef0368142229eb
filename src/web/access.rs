//! How a caller stands to what they ask for, for API and pages.

use super::{
    error::{ApiError, ApiResult},
    extract::Caller,
};
use crate::{
    app::App,
    domain::{
        access::{Access, Action, may},
        ids::{BookingId, PersonId, SessionId},
        words::SessionState,
    },
    store::read::{people::relations, sessions::session_rows},
};

/// Goes on only if the caller may do this for the person: 404 for somebody they do not manage.
pub(in crate::web) async fn may_for_person(
    app: &App,
    caller: &Caller,
    person: PersonId,
    action: Action,
) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_person(c, actor, person, now)).await?;
    if !relation.own && !caller.actor.manages_anyone && !caller.actor.is_coordinator {
        return Err(ApiError::not_there());
    }
    caller.may(action, &relation)
}

/// Goes on only if the caller may do this to the booking.
pub(in crate::web) async fn may_for_booking(
    app: &App,
    caller: &Caller,
    booking: BookingId,
    action: Action,
) -> ApiResult<()> {
    let (actor, now) = (caller.id(), app.clock.now());
    let relation = app.reads.run(move |c| relations::to_booking(c, actor, booking, now)).await?;
    caller.may(action, &relation)
}

/// Goes on only if the session is public, or the caller is one of those who may see it.
pub(in crate::web) async fn may_see(app: &App, caller: Option<&Caller>, session: SessionId) -> ApiResult<()> {
    let actor = caller.map(|caller| caller.actor);
    let (row, relation) = app
        .reads
        .run(move |c| {
            let row = session_rows::session(c, session)?;
            let relation = match actor {
                Some(actor) => relations::to_session(c, actor.person_id, session)?,
                None => crate::domain::access::Relation::default(),
            };
            Ok::<_, crate::store::error::Error>((row, relation))
        })
        .await?;
    if row.state != SessionState::Draft && !row.private {
        return Ok(());
    }
    match may(actor.as_ref(), Action::ReadHiddenSession, &relation) {
        Access::Yes => Ok(()),
        _ => Err(ApiError::not_there()),
    }
}
