//! The parts of a long attendance list, and what its addresses and fields are called.

use std::collections::HashSet;

use serde::Serialize;

use crate::{
    domain::ids::{BookingId, SessionId},
    store::read::{
        registers::rosters::{RosterEntry, RosterView},
        sessions::session::DateView,
    },
    web::extract::{MOST_FIELDS, Posted},
};

/// A part of a long list.
#[derive(Clone, Serialize)]
pub(super) struct PartLink {
    /// Where it is.
    pub address: String,
    /// Which people.
    pub words: String,
    /// Whether it is the one shown.
    pub here: bool,
}

/// The field of somebody's mark.
pub(super) fn mark_name(booking: BookingId) -> String {
    format!("mark-{booking}")
}

/// The field of the minutes somebody was there.
pub(super) fn minutes_name(booking: BookingId) -> String {
    format!("minutes-{booking}")
}

/// The attendance list of a date.
pub(super) fn address(session: SessionId, date: &DateView) -> String {
    format!("/sessions/{session}/attendance?date={}", date.id)
}

/// People on one page of a list: each sends two fields, and a form has no more than [`MOST_FIELDS`].
pub(super) const A_PART: usize = 100;
const _: () = assert!(2 * A_PART < MOST_FIELDS);

/// The people of one part of a list, counted from 0; the last where there are not so many.
pub(super) fn part_of(entries: &[RosterEntry], part: usize) -> &[RosterEntry] {
    entries.chunks(A_PART).nth(part).or_else(|| entries.chunks(A_PART).last()).unwrap_or_default()
}

/// The people of one part, and whoever was sent with it: the list may have grown since the page was opened.
pub(super) fn sent_or_shown<'r>(
    entries: &'r [RosterEntry],
    part: usize,
    posted: &Posted,
) -> Vec<&'r RosterEntry> {
    let part: HashSet<BookingId> = part_of(entries, part).iter().map(|entry| entry.booking_id).collect();
    let sent: HashSet<&str> = posted.beginning("").map(|(name, _)| name).collect();
    let of_form = |entry: &&RosterEntry| {
        part.contains(&entry.booking_id)
            || sent.contains(mark_name(entry.booking_id).as_str())
            || sent.contains(minutes_name(entry.booking_id).as_str())
    };
    entries.iter().filter(of_form).collect()
}

/// The parts of a date's list, where they are many people.
pub(super) fn part_links(roster: &RosterView, date: &DateView, here: usize) -> Vec<PartLink> {
    let all = roster.entries.len();
    if all <= A_PART {
        return Vec::new();
    }
    let here = here.min((all - 1) / A_PART);
    let link = |part: usize| PartLink {
        address: format!("{}&part={part}", address(roster.session.id, date)),
        words: format!("People {} to {}", part * A_PART + 1, all.min((part + 1) * A_PART)),
        here: part == here,
    };
    (0..all.div_ceil(A_PART)).map(link).collect()
}
