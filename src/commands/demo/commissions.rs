//! What teams have asked for in the demo: one request fresh in, one waiting for an answer, one scheduled, one done.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};

use super::{
    catalogue::{ACTION_LEARNING, BESPOKE, SCHOOL_INTRODUCTION},
    people::Cast,
};
use crate::{
    domain::{
        access::Actor,
        commissions::RequestInput,
        ids::{CommissionId, PersonId},
        proposals::Part,
        times::{LONDON, moment_of},
        words::{BookingState, Delivery, Outcome},
    },
    ports::Clock,
    store::{
        Error,
        read::sessions::session_rows,
        write::{bookings::booking, commissions::commission},
    },
    usecases::{
        Failure, UseCases,
        commissions::{
            answer_proposal::AcceptProposal, ask_for_training::AskForTraining, name_people::NamePeople,
            propose_training::ProposeTraining, schedule_commission::ScheduleCommission,
        },
        registers::{
            close_register::CloseRegister,
            record_attendance::{NewMark, RecordAttendance},
        },
    },
};

/// The whole staff of the school, by name alone but for one.
const STAFF: &str = "Anita Desai\nBrian Fell\nCarol Whitaker\nDavid Eyre\nEsther Boateng\nFrank Lumb\n\
    Gillian Marsh\nHamid Raza\nIrena Kovač\nJune Holroyd\nKeith Ambler <keith.ambler@hillside.example>";

/// Thursdays are free of open dates.
fn thursday(near: DateTime<Utc>, hour: u32) -> DateTime<Utc> {
    let mut day = near.with_timezone(&LONDON).date_naive();
    while day.weekday() != Weekday::Thu {
        day = day.succ_opt().unwrap_or(day);
    }
    let at = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    moment_of(day, at, LONDON).unwrap_or(near)
}

fn actor(person_id: PersonId, leads_anywhere: bool) -> Actor {
    Actor { person_id, is_coordinator: false, is_trainer: false, manages_anyone: true, leads_anywhere }
}

struct Desk<'a> {
    usecases: &'a UseCases,
    cast: &'a Cast,
    clock: &'a Clock,
    today: DateTime<Utc>,
}

/// Plays what was asked for; leaves the clock at today.
pub async fn ask(
    usecases: &UseCases,
    cast: &Cast,
    clock: &Clock,
    today: DateTime<Utc>,
) -> Result<(), Failure> {
    let desk = Desk { usecases, cast, clock, today };
    desk.delivered().await?;
    desk.scheduled().await?;
    desk.proposed().await?;
    desk.enquiry().await?;
    clock.set(today);
    Ok(())
}

impl Desk<'_> {
    fn ago(&self, days: i64) {
        self.clock.set(self.today - TimeDelta::days(days));
    }

    /// Who manages eight people.
    fn manager(&self) -> Actor {
        actor(self.cast.named[3], false)
    }

    /// Who leads a school.
    fn lead(&self) -> Actor {
        actor(self.cast.named[4], true)
    }

    fn team(&self) -> Vec<PersonId> {
        self.cast.people.iter().step_by(8).copied().collect()
    }

    async fn asked(&self, actor: Actor, request: RequestInput) -> Result<CommissionId, Failure> {
        let ask = AskForTraining { actor, organisation: None, request };
        Ok(self.usecases.ask_for_training(ask, None).await?.value.id)
    }

    async fn name(
        &self,
        actor: Actor,
        commission: CommissionId,
        people: Vec<PersonId>,
        text: Option<&str>,
    ) -> Result<(), Failure> {
        let ask = NamePeople { actor, commission, people, text: text.map(str::to_owned) };
        self.usecases.name_people(ask, None).await?;
        Ok(())
    }

    async fn propose(
        &self,
        commission: CommissionId,
        dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
        content: Vec<Part>,
        delivery: Delivery,
        note: &str,
    ) -> Result<(), Failure> {
        let ask = ProposeTraining {
            actor: self.cast.office(),
            commission,
            course: None,
            content,
            dates,
            timezone: None,
            delivery: Some(delivery),
            location: (delivery == Delivery::OnSite).then(|| "The school hall".to_owned()),
            trainers: vec![self.cast.trainer()],
            price: None,
            purchase_order: None,
            note: Some(note.to_owned()),
            even_if_busy: true,
        };
        self.usecases.propose_training(ask, None).await?;
        Ok(())
    }

    async fn agree_and_schedule(&self, actor: Actor, commission: CommissionId) -> Result<(), Failure> {
        let ask = AcceptProposal { actor, commission, version: 1, on_condition: true, purchase_order: None };
        self.usecases.accept_proposal(ask).await?;
        let ask = ScheduleCommission {
            actor: self.cast.office(),
            commission,
            capacity: None,
            joining: None,
            waivers: Vec::new(),
            even_if_busy: true,
        };
        self.usecases.schedule_commission(ask, None).await?;
        Ok(())
    }

    /// A team session that was held three weeks ago.
    async fn delivered(&self) -> Result<(), Failure> {
        let held = thursday(self.today - TimeDelta::days(28), 9);
        self.ago(90);
        let request = RequestInput {
            course: Some(BESPOKE.to_owned()),
            aims: "Meetings in which everybody is heard, after a hard year.".to_owned(),
            group_size: Some(8),
            preferred: Some("A Thursday morning".to_owned()),
            ..RequestInput::default()
        };
        let id = self.asked(self.manager(), request).await?;
        self.ago(88);
        self.name(self.manager(), id, self.team(), None).await?;
        self.ago(85);
        let part = |outcome: &str, minutes, is_break| Part {
            course: None,
            outcome: outcome.to_owned(),
            minutes,
            is_break,
        };
        let content = vec![
            part("History, principles and framework", 60, false),
            part("Break", 15, true),
            part("Communication skills", 45, false),
        ];
        let dates = vec![(held, held + TimeDelta::hours(2))];
        self.propose(id, dates, content, Delivery::Zoom, "Does the morning suit?").await?;
        self.ago(80);
        self.agree_and_schedule(self.manager(), id).await?;
        self.clock.set(held + TimeDelta::hours(3));
        self.hold(id).await
    }

    /// Marks everybody present and closes the register.
    async fn hold(&self, id: CommissionId) -> Result<(), Failure> {
        let found = self.usecases.db.read(move |c| {
            let session = commission::load(c, id)?.session_id.ok_or(Error::Missing)?;
            let dates = session_rows::dates(c, &[session])?;
            Ok::<_, Error>((session, dates, booking::of_session(c, session, &[BookingState::Booked])?))
        });
        let (session, dates, booked) = found.await?;
        let mark = |booking, date| NewMark { booking, date, outcome: Outcome::Present, minutes: None };
        let marks = booked.iter().flat_map(|one| dates.iter().map(move |date| mark(one.id, date.id)));
        let (actor, marks) = (self.cast.office(), marks.collect());
        self.usecases.record_attendance(RecordAttendance { actor, session, marks }).await?;
        self.usecases.close_register(CloseRegister { actor, session }, None).await?;
        Ok(())
    }

    /// A twilight at the school, three weeks ahead.
    async fn scheduled(&self) -> Result<(), Failure> {
        let starts = thursday(self.today + TimeDelta::days(21), 15);
        self.ago(40);
        let request = RequestInput {
            course: Some(SCHOOL_INTRODUCTION.to_owned()),
            aims: "All of us, teachers and office alike, begin with the same words.".to_owned(),
            group_size: Some(11),
            delivery: Some(Delivery::OnSite),
            ..RequestInput::default()
        };
        let id = self.asked(self.lead(), request).await?;
        self.ago(39);
        self.name(self.lead(), id, Vec::new(), Some(STAFF)).await?;
        self.ago(35);
        let dates = vec![(starts, starts + TimeDelta::hours(2))];
        self.propose(id, dates, Vec::new(), Delivery::OnSite, "Straight after school, in your hall.").await?;
        self.ago(30);
        self.agree_and_schedule(self.lead(), id).await
    }

    /// Action learning for the manager's eight: our proposal waits for an answer, and some still lack a step.
    async fn proposed(&self) -> Result<(), Failure> {
        self.ago(12);
        let request = RequestInput {
            course: Some(ACTION_LEARNING.to_owned()),
            aims: "Keep what we learned alive, with cases of our own.".to_owned(),
            group_size: Some(8),
            ..RequestInput::default()
        };
        let id = self.asked(self.manager(), request).await?;
        self.name(self.manager(), id, self.team(), None).await?;
        self.ago(9);
        let dates = (0..6)
            .map(|number| {
                let starts = thursday(self.today + TimeDelta::days(80 + 28 * number), 14);
                (starts, starts + TimeDelta::minutes(90))
            })
            .collect();
        let note = "Two steps come first: see who still needs them, and book them in one go.";
        self.propose(id, dates, Vec::new(), Delivery::Zoom, note).await
    }

    /// Somebody who is not sure yet and wants to be rung.
    async fn enquiry(&self) -> Result<(), Failure> {
        self.ago(1);
        let request = RequestInput {
            aims: "Something for our reception team, who meet upset people every day.".to_owned(),
            group_size: Some(6),
            ring_me: true,
            phone: Some("0113 496 0123".to_owned()),
            ..RequestInput::default()
        };
        self.asked(self.manager(), request).await?;
        Ok(())
    }
}
