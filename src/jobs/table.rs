//! Every job that is nothing but a verb which falls due, one entry each: its name, how often it looks, what it does.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::{
    store::{read::bookings::sweeps, write::service::purge::purge},
    usecases::Failure,
};

/// Does what is due, and counts it.
type Verb = for<'j> fn(&'j Parts, DateTime<Utc>, &'j Stop) -> Outcome<'j>;

struct Entry {
    name: &'static str,
    every: Duration,
    wakes_on_change: bool,
    verb: Verb,
}

impl Entry {
    const fn new(name: &'static str, every: Duration, verb: Verb) -> Self {
        Self { name, every, wakes_on_change: false, verb }
    }
}

/// In the order a test runs them: what causes others comes first.
const TABLE: &[Entry] = &[
    // What time alone decides about sessions: offers that ran out, waiting that ends when the first date starts.
    Entry::new("sweep_sessions", Duration::from_secs(20), |parts, now, stop| {
        Box::pin(sweep_sessions(parts, now, stop))
    }),
    // "Book me automatically": offers accepted for whoever chose that, judged again.
    Entry {
        wakes_on_change: true,
        ..Entry::new("auto_book", Duration::from_secs(30), |parts, now, stop| {
            Box::pin(auto_book(parts, now, stop))
        })
    },
    // Requests that wait for a yes: one reminder, then the lead, then the coordinators.
    Entry::new("approvals", Duration::from_mins(1), |parts, _, _| {
        Box::pin(parts.usecases.escalate_approvals())
    }),
    // Places whose condition failed, once the time to put it right is over.
    Entry::new("conditions", Duration::from_mins(1), |parts, _, _| {
        Box::pin(parts.usecases.act_on_failed_conditions())
    }),
    // Agreements that hang on what their people do: confirmed, or reported when somebody falls out.
    Entry::new("commissions", Duration::from_mins(5), |parts, _, _| {
        Box::pin(parts.usecases.review_commissions())
    }),
    // Places offered to colleagues that nobody took up in time.
    Entry::new("hand_overs", Duration::from_mins(1), |parts, _, _| {
        Box::pin(parts.usecases.sweep_hand_overs())
    }),
    // What comes up: a week and a day before each date, who is coming, joining details still missing.
    Entry::new("remind", Duration::from_mins(1), |parts, _, _| Box::pin(parts.usecases.remind())),
    // What people mean to do with a course: reminded of on the morning of its day.
    Entry::new("action_reminders", Duration::from_mins(5), |parts, _, _| {
        Box::pin(parts.usecases.remind_of_actions())
    }),
    // Practice that lapses within sixty days, once each.
    Entry::new("lapses", Duration::from_mins(15), |parts, _, _| Box::pin(parts.usecases.tell_of_lapses())),
    // What is over and not finished: its trainers are asked for the register, then the coordinators hear.
    Entry::new("registers", Duration::from_mins(5), |parts, _, _| {
        Box::pin(parts.usecases.ask_for_registers())
    }),
    // The week of a manager's people, on Monday morning.
    Entry::new("manager_digest", Duration::from_mins(5), |parts, _, _| {
        Box::pin(parts.usecases.send_digests())
    }),
    // What became of a course: asked six weeks and six months after it, of who completed it and whom they agreed to.
    Entry::new("impact", Duration::from_mins(10), |parts, _, _| Box::pin(parts.usecases.ask_for_impact())),
    // Data whose erasure is due, records nobody uses any more, and the mails that named somebody.
    Entry::new("erasures", Duration::from_mins(5), |parts, _, _| Box::pin(erasures(parts))),
    // Files of evidence whose rows are gone, because somebody took them back, was erased, or their time is over.
    Entry::new("spent_evidence", Duration::from_mins(1), |parts, _, _| {
        Box::pin(parts.usecases.delete_spent_evidence())
    }),
    // Files of evidence that never got a row.
    Entry::new("stray_evidence", Duration::from_hours(1), |parts, _, _| {
        Box::pin(parts.usecases.delete_stray_evidence())
    }),
    // What is kept only for a time: mail content, access needs, spent keys and tokens, registrations never confirmed.
    Entry::new("purge", Duration::from_hours(1), |parts, _, _| {
        let keep = parts.usecases.retention();
        Box::pin(async move { parts.db.write(move |tx| purge(tx, &keep)).await.map_err(Failure::from) })
    }),
];

/// A job of the table with what it works with.
struct Scheduled {
    entry: &'static Entry,
    parts: Parts,
}

impl Job for Scheduled {
    fn name(&self) -> &'static str {
        self.entry.name
    }

    fn every(&self) -> Duration {
        self.entry.every
    }

    fn wakes_on_change(&self) -> bool {
        self.entry.wakes_on_change
    }

    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j> {
        (self.entry.verb)(&self.parts, now, stop)
    }
}

/// The jobs of the table.
pub fn scheduled(parts: &Parts) -> impl Iterator<Item = Box<dyn Job>> {
    TABLE.iter().map(|entry| Box::new(Scheduled { entry, parts: parts.clone() }) as Box<dyn Job>)
}

/// Settles each session that has something overdue, in a write of its own.
async fn sweep_sessions(parts: &Parts, now: DateTime<Utc>, stop: &Stop) -> Result<usize, Failure> {
    let mut done = 0;
    for session in parts.db.read(move |c| sweeps::overdue_sessions(c, now)).await? {
        if stop.is_asked() {
            break;
        }
        parts.usecases.settle_session(session).await?;
        done += 1;
    }
    Ok(done)
}

/// Accepts each automatic offer, in a write of its own.
async fn auto_book(parts: &Parts, now: DateTime<Utc>, stop: &Stop) -> Result<usize, Failure> {
    let mut done = 0;
    for booking in parts.db.read(move |c| sweeps::automatic_offers(c, now)).await? {
        if stop.is_asked() {
            break;
        }
        parts.usecases.book_automatically(booking).await?;
        done += 1;
    }
    Ok(done)
}

/// Carries out what is due, then empties mails that named somebody, in the folder that holds them too.
async fn erasures(parts: &Parts) -> Result<usize, Failure> {
    let done = parts.usecases.carry_out_erasures().await?;
    let left = parts.usecases.settle_erased_mails().await?;
    for message_id in &left {
        if let Err(why) = parts.mailer.transport().forget(message_id).await {
            tracing::warn!(%why, message_id, "a mail that names somebody who is erased stays in the folder");
        }
    }
    Ok(done + left.len())
}
