//! Reminding people of what comes up: queued when it falls due, and looked at again in the write that queues it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId, SessionId},
        joining::Joining,
        printable::{Alphabet, shown},
        reminders::{LOOK_AHEAD, day_reminder_due, joining_details_overdue, roster_due, week_reminder_due},
        words::{Delivery, SessionState},
    },
    mail::message::{
        JoiningDetailsMissing, Message, Page, ReminderDay, ReminderWeek, RosterLine, RosterTomorrow,
    },
    store::{
        AnyConnection, Error, WriteTx,
        read::{
            mail::{
                outbox,
                reminders::{self as rows, Held},
            },
            people::person,
            practice::shared_plans,
            sessions::{
                session_rows::{self, DateRow, SessionRow},
                zoom,
            },
        },
        write::{bookings::booking, service::locks},
    },
    usecases::{
        UseCases,
        bookings::judge_eligibility::counts,
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, booking_ref, post},
    },
};

/// A mail that is due.
#[derive(Debug, Clone, Copy)]
enum About {
    Week(BookingId, DateId),
    Day(BookingId, DateId),
    JoiningMissing,
    Roster(DateId),
}

#[derive(Debug, Clone)]
struct Due {
    session: SessionId,
    to: PersonId,
    about: About,
    /// Names the moment too: what moves to another time is announced anew.
    key: String,
}

impl UseCases {
    /// Queues every reminder that is due, each session in a write of its own; gives how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let due = self
            .db
            .read(move |c| {
                let soon = rows::sessions_soon(c, now, now + LOOK_AHEAD)?;
                due(c, &soon, now)
            })
            .await?;
        let mut sessions: Vec<SessionId> = due.into_iter().map(|due| due.session).collect();
        sessions.dedup();
        let mut done = 0;
        for session in sessions {
            done += self.change(move |change| remind_of(change, session)).await?;
        }
        Ok(done)
    }
}

fn remind_of(change: &mut Change<'_, '_>, session: SessionId) -> Result<usize, Failure> {
    locks::lock_sessions(change.tx, &[session])?;
    let (now, alphabet) = (change.tx.now(), &change.settings.alphabet);
    let scene = Scene::load(change.tx.conn(), session)?;
    let mut done = 0;
    for due in due(change.tx.conn(), &[session], now)? {
        let Some(to) = person::recipient(change.tx.conn(), due.to)? else { continue };
        let message = message(change.tx, alphabet, &scene, &due)?;
        let letter = Letter::new(to, message).about_session(session).once(due.key);
        let letter = match due.about {
            About::Week(booking, _) | About::Day(booking, _) => letter.about_booking(booking),
            About::JoiningMissing | About::Roster(_) => letter,
        };
        done += usize::from(post(change, letter)?);
    }
    Ok(done)
}

/// What is due for these sessions and not queued yet, session by session.
fn due(
    connection: &mut AnyConnection,
    sessions: &[SessionId],
    now: DateTime<Utc>,
) -> Result<Vec<Due>, Failure> {
    let mut rows = session_rows::sessions(connection, sessions)?;
    rows.sort_by_key(|row| row.id);
    let dates = session_rows::dates(connection, sessions)?;
    let trainers = session_rows::trainers(connection, sessions)?;
    let booked = rows::booked(connection, sessions)?;
    let ways = zoom::with_a_way(connection, sessions)?;
    let coordinators = person::coordinators(connection)?;
    let mut all = Vec::new();
    for row in rows.iter().filter(|row| row.state == SessionState::Published) {
        let held: Vec<&Held> = booked.iter().filter(|held| held.session == row.id).collect();
        let led_by = trainers.iter().filter(|(id, ..)| *id == row.id).map(|(_, person, _)| *person);
        let led_by: Vec<PersonId> = led_by.collect();
        for date in dates.iter().filter(|date| date.session_id == row.id) {
            of_date((row, date), (&held, &ways), &led_by, now, &mut all)?;
        }
        let first = row.starts_at.and_utc();
        let of_session = || dates.iter().filter(|date| date.session_id == row.id);
        let has_all = |held: &Held| of_session().all(|date| ways.contains(&(held.booking, date.id)));
        let told = can_join(row)? || held.iter().all(|held| has_all(held));
        if !told && joining_details_overdue(first, now) {
            for to in &coordinators {
                let key = format!("joining_details_missing:{}:{to}:{}", row.id, first.timestamp());
                all.push(Due { session: row.id, to: *to, about: About::JoiningMissing, key });
            }
        }
    }
    let readers: Vec<PersonId> = all.iter().map(|due| due.to).collect();
    let reachable: HashSet<PersonId> = rows::reachable(connection, &readers)?.into_iter().collect();
    let keys: Vec<String> = all.iter().map(|due| due.key.clone()).collect();
    let used: HashSet<String> = outbox::used_keys(connection, &keys)?.into_iter().collect();
    all.retain(|due| reachable.contains(&due.to) && !used.contains(&due.key));
    Ok(all)
}

fn of_date(
    (session, date): (&SessionRow, &DateRow),
    (held, ways): (&[&Held], &HashSet<(BookingId, DateId)>),
    trainers: &[PersonId],
    now: DateTime<Utc>,
    all: &mut Vec<Due>,
) -> Result<(), Failure> {
    let (starts_at, zone) = (date.starts_at.and_utc(), session.timezone.tz());
    let can_join = can_join(session)?;
    let moment = starts_at.timestamp();
    let mut add = |to, about, key| all.push(Due { session: session.id, to, about, key });
    for held in held {
        let (booking, person) = (held.booking, held.person);
        let can_join = can_join || ways.contains(&(booking, date.id));
        if week_reminder_due(starts_at, held.since, now) {
            let key = format!("reminder_week:{booking}:{}:{moment}", date.id);
            add(person, About::Week(booking, date.id), key);
        }
        if day_reminder_due(starts_at, zone, held.since, can_join, now) {
            let key = format!("reminder_day:{booking}:{}:{moment}", date.id);
            add(person, About::Day(booking, date.id), key);
        }
    }
    if roster_due(starts_at, zone, now) {
        for trainer in trainers {
            let key = format!("roster_tomorrow:{trainer}:{}:{moment}", date.id);
            add(*trainer, About::Roster(date.id), key);
        }
    }
    Ok(())
}

fn can_join(session: &SessionRow) -> Result<bool, Error> {
    if session.delivery != Delivery::Zoom {
        return Ok(true);
    }
    let Some(text) = &session.joining else { return Ok(false) };
    let joining: Joining =
        serde_json::from_str(text).map_err(|e| Error::Broken(format!("joining details: {e}")))?;
    Ok(joining.is_enough())
}

fn message(tx: &mut WriteTx<'_>, alphabet: &Alphabet, scene: &Scene, due: &Due) -> Result<Message, Failure> {
    let index = |date: DateId| scene.dates.iter().position(|row| row.id == date).unwrap_or(0);
    Ok(match due.about {
        About::Week(booking, date) => {
            let (booking, now) = (booking::load(tx.conn(), booking)?, tx.now());
            let name = rows::certificate_name(tx.conn(), booking.person_id)?;
            let missing = alphabet.missing(&name);
            let own = scene.for_booking(tx.conn(), booking.id)?;
            Message::ReminderWeek(ReminderWeek {
                date: scene.date_facts(index(date)),
                joining: own.joining_of(index(date))?,
                joining_follows: own.joining_follows_of(index(date))?,
                booking: booking_ref(&booking),
                cancel_until: scene.cancel_until(now),
                certificate_name: name,
                cannot_print: (!missing.is_empty()).then(|| shown(&missing)),
            })
        }
        About::Day(booking, date) => {
            let booking = booking::load(tx.conn(), booking)?;
            let own = scene.for_booking(tx.conn(), booking.id)?;
            Message::ReminderDay(ReminderDay {
                date: scene.date_facts(index(date)),
                joining: own.joining_of(index(date))?,
                booking: booking_ref(&booking),
            })
        }
        About::JoiningMissing => Message::JoiningDetailsMissing(JoiningDetailsMissing {
            session: scene.facts(),
            booked: whole(rows::who_comes(tx.conn(), scene.id())?.len()),
            session_page: scene.session_page(),
        }),
        About::Roster(date) => {
            let people = rows::who_comes(tx.conn(), scene.id())?;
            Message::RosterTomorrow(RosterTomorrow {
                date: scene.date_facts(index(date)),
                people: people
                    .into_iter()
                    .map(|(name, organisation)| RosterLine { name, organisation })
                    .collect(),
                waiting: u32::try_from(counts(tx.conn(), scene)?.waiting).unwrap_or(0),
                plans_page: (!shared_plans::with_trainers(tx.conn(), scene.id())?.is_empty())
                    .then(|| Page::at(format!("/sessions/{}/action-plans", scene.id()))),
                roster_page: Page::at(format!("/sessions/{}/roster", scene.id())),
            })
        }
    })
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
