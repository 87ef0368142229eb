//! Follower: what Zoom has been told of a session is looked at again whenever the session or a place on it changes. Zoom
//! itself is told by a job, outside the write.

use crate::{
    domain::{words::SessionState, zoom::INVITE_WAITS},
    store::write::{mail::waiting_invites, sessions::zoom},
    usecases::{
        change::Change,
        error::Failure,
        events::{Event, Happened},
        loaded_session::{Scene, is_over},
    },
};

/// Marks the dates that are to be looked at.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    match event {
        Event::Booking(step) => {
            let mut concerned = look(change, &step.scene)?;
            if let Happened::Moved { from } = &step.what {
                concerned |= look(change, from)?;
            }
            Ok(concerned)
        }
        Event::SessionPublished(it) => look(change, &it.scene),
        Event::SessionChanged(it) => {
            let dates: Vec<_> = it.after.dates.iter().map(|date| date.id).collect();
            if it.after.session.zoom_meeting {
                zoom::try_refused_again(change.tx, &dates)?;
            }
            look(change, &it.after)
        }
        Event::SessionCalledOff(it) => look(change, &it.scene),
        Event::RegisterClosed(it) => {
            // What was said there of people who were not booked is nobody's business any more.
            zoom::delete_reports(change.tx, it.scene.id())?;
            Ok(it.scene.session.zoom_meeting)
        }
        _ => Ok(false),
    }
}

/// Marks a session's dates, and lets its invites wait for the ways in that Zoom is about to make.
fn look(change: &mut Change<'_, '_>, scene: &Scene) -> Result<bool, Failure> {
    if !change.settings.zoom {
        return Ok(false);
    }
    let (now, makes) = (change.now(), scene.makes_meetings()?);
    let mut coming = Vec::new();
    if makes && scene.session.state == SessionState::Published {
        coming.extend(scene.dates.iter().filter(|date| !is_over(date, now)).map(|date| date.id));
    }
    let marked = zoom::look_at_now(change.tx, scene.id(), &coming)?;
    if !coming.is_empty() {
        waiting_invites::hold(change.tx, scene.id(), now + INVITE_WAITS)?;
    }
    Ok(marked)
}
