//! Follower: managers who want each event at once hear what became of their people's places; the others find it in
//! their weekly digest. Nobody is told what they did themselves.

use crate::{
    domain::words::BookingState,
    mail::message::{CopyReason, ManagerNotice, Message, NoticeEvent, NoticeLine},
    store::read::people::{
        managers::{Manager, managers},
        person,
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{BookingStep, Conclusion, Ending, Event, Happened, Paper},
        queue_mail::{Letter, post_to_person},
    },
};

/// Tells them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::Booking(step) = event else { return Ok(false) };
    let Some(notice) = notice(step) else { return Ok(false) };
    tell(change, step, notice)?;
    Ok(true)
}

/// What they are told, if this is for them at all.
fn notice(step: &BookingStep) -> Option<NoticeEvent> {
    let held = matches!(step.from, Some(BookingState::Booked | BookingState::Requested));
    match &step.what {
        // A request itself goes to whoever may say yes; a copy of it would say the same twice.
        Happened::Taken { .. } => match step.booking.state {
            BookingState::Requested => None,
            BookingState::Waitlisted => Some(NoticeEvent::Waitlisted),
            _ => Some(NoticeEvent::Booked),
        },
        Happened::Approved | Happened::Begun => Some(NoticeEvent::Booked),
        Happened::Left => Some(NoticeEvent::Cancelled),
        Happened::Moved { .. } => (step.booking.state == BookingState::Booked).then_some(NoticeEvent::Moved),
        Happened::Ended { how, .. } => match how {
            Ending::GivenUp { .. } if held && step.booking.short_notice => {
                Some(NoticeEvent::CancelledShortNotice)
            }
            Ending::GivenUp { .. } | Ending::AccountClosed if held => Some(NoticeEvent::Cancelled),
            Ending::CalledOff { .. } if held => Some(NoticeEvent::CalledOff),
            Ending::Released { .. } => Some(NoticeEvent::Released),
            Ending::HandedOver { .. } => Some(NoticeEvent::HandedOver),
            _ => None,
        },
        Happened::Concluded(it) => result(step.booking.state, it),
        _ => None,
    }
}

fn result(state: BookingState, it: &Conclusion) -> Option<NoticeEvent> {
    let issued = matches!(it.paper, Paper::Issued(_));
    if matches!(it.paper, Paper::Replaced { .. }) || !(it.is_news || issued) {
        return None;
    }
    match state {
        BookingState::Attended => issued.then_some(NoticeEvent::Attended),
        BookingState::PartlyAttended => Some(NoticeEvent::PartlyAttended),
        _ => Some(NoticeEvent::NoShow),
    }
}

fn tell(change: &mut Change<'_, '_>, step: &BookingStep, event: NoticeEvent) -> Result<(), Failure> {
    let (person, now) = (step.booking.person_id, change.now());
    if let Happened::Concluded(it) = &step.what
        && it.known.as_ref().is_some_and(|known| !known.copied.contains(&person))
    {
        return Ok(());
    }
    let managers = match &step.fresh {
        Some(fresh) => fresh.facts.managers.clone(),
        None => managers(change.conn(), person, now)?,
    };
    // Whose account is closed manages nobody any more.
    let each = |one: &&Manager| one.open && Some(one.id) != step.by && one.copies == "each";
    for manager in managers.all.iter().filter(each) {
        let about = person::name(change.conn(), person)?;
        let reason = if manager.line { CopyReason::LineManager } else { CopyReason::OrganisationLead };
        let line = NoticeLine { person: about, event, date: step.scene.course_date() };
        post_to_person(change, manager.id, |to| {
            Letter::new(to, Message::ManagerNotice(ManagerNotice { line, reason }))
                .about_session(step.scene.id())
        })?;
    }
    Ok(())
}
