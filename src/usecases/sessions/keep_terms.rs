//! Follower: with its first place a session keeps what its course is, and goes by that from then on.

use crate::{
    domain::{attendance::AttendanceRule, booking_states::holds_place, kept_terms::KeptTerms},
    store::{
        AnyConnection, Error,
        read::{
            certificates::papers,
            sessions::kept_terms::{self as read, TermsRow},
        },
        write::sessions::kept_terms,
    },
    usecases::{
        Settings,
        change::Change,
        error::Failure,
        events::{Event, Happened},
        loaded_session::{Scene, planned},
    },
};

/// Keeps them.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::Booking(step) = event else { return Ok(false) };
    let taken = matches!(
        step.what,
        Happened::Taken { .. } | Happened::Held | Happened::Moved { .. } | Happened::Offered { .. }
    );
    let scene = &step.scene;
    if !taken || !holds_place(step.booking.state) || scene.kept.is_some() {
        return Ok(false);
    }
    // Others may have taken theirs in this same change.
    if read::of_session(change.conn(), scene.id())?.is_some() {
        return Ok(false);
    }
    // What was agreed for a group may have come to the session since it was booked.
    let scene = &Scene::load(change.conn(), scene.id())?;
    let terms = terms_of(change.tx.conn(), change.settings, scene)?;
    let now = change.now().naive_utc();
    kept_terms::put(change.tx, &TermsRow::of(scene.id(), &terms, planned(&scene.dates), now, None)?)?;
    Ok(true)
}

/// The terms a session goes by: those it keeps, else those of its course.
pub(crate) fn terms_of(
    connection: &mut AnyConnection,
    settings: &Settings,
    scene: &Scene,
) -> Result<KeptTerms, Failure> {
    let course = &scene.course;
    let (ladder, provider) = match (&scene.kept, course.rung_id) {
        (Some(kept), _) => {
            let KeptTerms { ladder, provider, .. } = kept.terms()?;
            (ladder, provider)
        }
        (None, Some(rung)) => (Some(papers::ladder_position(connection, rung)?), Some(settings.provider())),
        (None, None) => (None, Some(settings.provider())),
    };
    let outcomes = serde_json::from_str(&course.outcomes)
        .map_err(|e| Error::Broken(format!("a course's outcomes: {e}")))?;
    Ok(KeptTerms {
        title: course.title.clone(),
        ladder,
        outcomes,
        cpd_minutes: course.cpd_minutes,
        duration_minutes: course.duration_minutes,
        enough: AttendanceRule { minutes_percent: course.enough_percent, dates_needed: course.enough_dates },
        provider,
    })
}
