//! What a calendar says about the dates of a place: the same in the invite, the download and the feed.

use crate::{
    domain::{
        ids::DateId,
        times::{ZoneNote, moment},
        words::Delivery,
    },
    mail::message::Joining,
    store::write::bookings::booking::BookingRow,
    usecases::{Settings, error::Failure, loaded_session::Scene},
};

/// What stands in an entry beside its time.
#[derive(Debug, Clone)]
pub(crate) struct CalendarEntry {
    /// The course's title; which date of a set it is would go stale here.
    pub(crate) summary: String,
    /// What must last when the mail is thrown away.
    pub(crate) description: String,
    /// What people see as the place: of an online date where to join.
    pub(crate) location: String,
    /// Where to join, for programs that show a button for it.
    pub(crate) conference: Option<String>,
    /// Where to join, or the booking's page.
    pub(crate) url: String,
}

/// The entry of one of a booking's dates; `scene` is the booking's own view of its session.
pub(crate) fn entry(
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    date: DateId,
) -> Result<CalendarEntry, Failure> {
    let joining = scene.joining_at(date)?;
    let page = format!("{}/bookings/{}", settings.base_url, booking.id);
    let link = joining.as_ref().and_then(|joining| joining.url.clone());
    let conference = where_to_join(scene, joining.as_ref());
    Ok(CalendarEntry {
        summary: scene.course.title.clone(),
        description: description(settings, scene, booking, joining.as_ref(), &page),
        location: conference.clone().unwrap_or_else(|| scene.location()),
        conference,
        url: link.unwrap_or(page),
    })
}

/// The address that opens the meeting of an online date: what a calendar shows as the place, and has a button for.
pub(crate) fn where_to_join(scene: &Scene, joining: Option<&Joining>) -> Option<String> {
    let address = joining.and_then(|joining| joining.url.clone());
    address.filter(|_| scene.session.delivery == Delivery::Zoom)
}

/// How to join, a line each.
pub(crate) fn ways_in(joining: Option<&Joining>) -> Vec<String> {
    let Some(joining) = joining else { return Vec::new() };
    let facts = [
        ("Join", &joining.url),
        ("Meeting ID", &joining.meeting_id),
        ("Passcode", &joining.passcode),
        ("Dial in", &joining.dial_in),
        ("Try it out beforehand", &joining.test_url),
        ("If it fails", &joining.help),
    ];
    facts.into_iter().filter_map(|(label, value)| Some(format!("{label}: {}", value.as_ref()?))).collect()
}

fn description(
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    joining: Option<&Joining>,
    page: &str,
) -> String {
    let mut lines = ways_in(joining);
    // The place itself where the line for it is the link, or says more than a room.
    if let Some(place) = scene.session.location.as_ref().filter(|_| scene.session.delivery == Delivery::Zoom)
    {
        lines.push(format!("Where: {place}"));
    }
    lines.push(format!("You can cancel or move freely until {}.", last_moment(scene)));
    let call = settings.contact_phone.as_ref().map(|phone| format!("ring {phone} or "));
    lines.push(format!("Questions: {}write to {}", call.unwrap_or_default(), settings.contact_email));
    lines.push(format!("Your booking: {page}"));
    lines.push(format!("Reference: {}", booking.reference));
    lines.push(settings.provider());
    lines.join("\n")
}

/// The last moment to give the place up. In a set it hangs on the first date, and another date's entry is not sent again
/// when that one moves: so there it is said as the rule it follows.
fn last_moment(scene: &Scene) -> String {
    if scene.dates.len() < 2 {
        return moment(scene.last_moment(), scene.zone, ZoneNote::Always);
    }
    let before = match scene.course.notice_days {
        ..=0 => "on the day of the first date".to_owned(),
        1 => "on the working day before the first date".to_owned(),
        days => format!("{days} working days before the first date"),
    };
    format!("5pm, {before} (the page of your booking names the day)")
}
