//! A manager's week: what happened to the bookings of those they manage, in one mail on Monday morning.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        approvals::{Approver, asked},
        ids::{BookingId, PersonId, SessionId},
        reminders::{DigestWeek, digest_due},
        words::{BookingState, CancelReason},
    },
    mail::message::{CopyReason, CourseDate, Day, ManagerDigest, Message, NoticeEvent, NoticeLine},
    store::{
        AnyConnection,
        read::{
            bookings::sweeps,
            mail::{
                digests::{self, Event},
                outbox,
            },
            people::{person, relations},
        },
        write::bookings::booking,
    },
    usecases::{
        UseCases,
        bookings::ask_for_approval::request_facts,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, post},
    },
};

/// A digest that is to be sent.
#[derive(Debug, Clone)]
struct Digest {
    to: PersonId,
    key: String,
    mail: ManagerDigest,
}

impl UseCases {
    /// Queues the digests of last week when it is time for them, each in a write of its own; gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_digests(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let Some(week) = digest_due(now) else { return Ok(0) };
        let mut done = 0;
        for digest in self.db.read(move |c| gather(c, week, now)).await? {
            done += usize::from(self.change(move |change| queue(change, &digest)).await?);
        }
        Ok(done)
    }
}

fn queue(change: &mut Change<'_, '_>, digest: &Digest) -> Result<bool, Failure> {
    let now = change.now();
    // Whose account is closed manages nobody any more.
    if person::actor(change.conn(), digest.to, now)?.is_none() {
        return Ok(false);
    }
    let Some(to) = person::recipient(change.tx.conn(), digest.to)? else { return Ok(false) };
    let letter = Letter::new(to, Message::ManagerDigest(digest.mail.clone())).once(digest.key.clone());
    post(change, letter)
}

fn gather(
    connection: &mut AnyConnection,
    week: DigestWeek,
    now: DateTime<Utc>,
) -> Result<Vec<Digest>, Failure> {
    let events = digests::histories(connection, week.from, week.until)?;
    let told = told_of(&events, week);
    let mut managers_of: HashMap<PersonId, Vec<PersonId>> = HashMap::new();
    for (event, _) in &told {
        if let std::collections::hash_map::Entry::Vacant(e) = managers_of.entry(event.person) {
            e.insert(relations::managers_of(connection, event.person, now)?);
        }
    }
    let mut of_manager: BTreeMap<PersonId, Vec<(&Event, NoticeEvent)>> = BTreeMap::new();
    for (event, notice) in &told {
        for manager in &managers_of[&event.person] {
            // Nobody is told what they did themselves.
            if event.by != Some(*manager) {
                of_manager.entry(*manager).or_default().push((event, *notice));
            }
        }
    }
    let everybody: Vec<PersonId> = of_manager.keys().copied().collect();
    let weekly = digests::weekly_readers(connection, &everybody)?;
    let key = |manager: &PersonId| format!("manager_digest:{manager}:{}", week.first_day);
    let keys: Vec<String> = weekly.iter().map(&key).collect();
    let used = outbox::used_keys(connection, &keys)?;
    of_manager.retain(|manager, _| weekly.contains(manager) && !used.contains(&key(manager)));
    if of_manager.is_empty() {
        return Ok(Vec::new());
    }
    let waiting = waiting_for_yes(connection, now)?;
    let mut dates: HashMap<SessionId, CourseDate> = HashMap::new();
    let mut all = Vec::new();
    for (manager, events) in of_manager {
        let mut lines = Vec::new();
        let mut reason = CopyReason::OrganisationLead;
        for (event, notice) in events {
            if person::line_manager(connection, event.person)? == Some(manager) {
                reason = CopyReason::LineManager;
            }
            if let std::collections::hash_map::Entry::Vacant(e) = dates.entry(event.session) {
                e.insert(Scene::load(connection, event.session)?.course_date());
            }
            lines.push(NoticeLine {
                person: event.person_name.clone(),
                event: notice,
                date: dates[&event.session].clone(),
            });
        }
        let mail = ManagerDigest {
            first_day: Day { day: week.first_day },
            last_day: Day { day: week.last_day },
            lines,
            waiting_for_yes: waiting.get(&manager).copied().unwrap_or(0),
            reason,
        };
        all.push(Digest { to: manager, key: key(&manager), mail });
    }
    Ok(all)
}

/// What of the week a manager hears, oldest first. A booked place that is booked again has been moved.
fn told_of(events: &[Event], week: DigestWeek) -> Vec<(Event, NoticeEvent)> {
    let mut before: HashMap<BookingId, BookingState> = HashMap::new();
    let mut told = Vec::new();
    for event in events {
        let was = before.insert(event.booking, event.state);
        if event.at.and_utc() < week.from {
            continue;
        }
        if let Some(notice) = notice(event, was) {
            told.push((event.clone(), notice));
        }
    }
    told
}

fn notice(event: &Event, was: Option<BookingState>) -> Option<NoticeEvent> {
    match event.state {
        BookingState::Booked if was == Some(BookingState::Booked) => Some(NoticeEvent::Moved),
        // A register that was reopened puts people back to booked; they hear of the result when it is closed again.
        BookingState::Booked
            if matches!(
                was,
                Some(BookingState::Attended | BookingState::PartlyAttended | BookingState::NoShow)
            ) =>
        {
            None
        }
        BookingState::Booked => Some(NoticeEvent::Booked),
        BookingState::Waitlisted if was.is_none() => Some(NoticeEvent::Waitlisted),
        BookingState::Cancelled => match event.give_up_reason {
            Some(CancelReason::CalledOff) => Some(NoticeEvent::CalledOff),
            Some(CancelReason::HandedOver) => Some(NoticeEvent::HandedOver),
            // Waiting that ends by itself is nobody's decision.
            _ if event.by.is_none() => None,
            _ if event.short_notice => Some(NoticeEvent::CancelledShortNotice),
            _ => Some(NoticeEvent::Cancelled),
        },
        BookingState::Released => Some(NoticeEvent::Released),
        BookingState::Attended => Some(NoticeEvent::Attended),
        BookingState::PartlyAttended => Some(NoticeEvent::PartlyAttended),
        BookingState::NoShow => Some(NoticeEvent::NoShow),
        // A request goes to whoever may say yes to it; a line about it would say the same twice.
        BookingState::Requested
        | BookingState::Waitlisted
        | BookingState::Offered
        | BookingState::Declined
        | BookingState::Lapsed => None,
    }
}

/// How many requests wait for each person's yes.
fn waiting_for_yes(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
) -> Result<HashMap<PersonId, u32>, Failure> {
    let mut waiting = HashMap::new();
    for id in sweeps::open_requests(connection, now)? {
        let booking = booking::load(connection, id)?;
        let (facts, line_manager, leads) = request_facts(connection, &booking, now)?;
        let people: Vec<PersonId> = match asked(facts, now).approver {
            Approver::Manager => line_manager.into_iter().collect(),
            Approver::Lead => leads,
            Approver::Coordinators => Vec::new(),
        };
        for person in people {
            *waiting.entry(person).or_insert(0) += 1;
        }
    }
    Ok(waiting)
}
