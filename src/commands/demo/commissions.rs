//! The acts of those who ask for training in the demo, and of the training team that answers.

use super::{
    catalogue::joining,
    people::{Cast, delegate},
    requests::{Act, Request},
};
use crate::{
    domain::{
        access::Actor,
        commissions::RequestInput,
        ids::CommissionId,
        words::{BookingState, Delivery, Outcome},
    },
    store::{
        Error,
        read::sessions::session_rows,
        write::{bookings::booking, commissions::commission},
    },
    usecases::{
        Failure, UseCases,
        commissions::{
            answer_proposal::{AcceptProposal, Answering},
            ask_for_training::AskForTraining,
            name_people::NamePeople,
            propose_training::ProposeTraining,
            schedule_commission::ScheduleCommission,
        },
        registers::{
            close_register::CloseRegister,
            record_attendance::{NewMark, RecordAttendance},
        },
    },
};

/// Where requests are asked and answered.
pub struct Desk<'a> {
    usecases: &'a UseCases,
    cast: &'a Cast,
    asked: Vec<Option<CommissionId>>,
}

impl<'a> Desk<'a> {
    pub fn new(usecases: &'a UseCases, cast: &'a Cast, requests: usize) -> Self {
        Self { usecases, cast, asked: vec![None; requests] }
    }

    /// Takes one step of the request with this number.
    pub async fn act(&mut self, number: usize, request: &Request, act: &Act) -> Result<(), Failure> {
        let asker = Actor { manages_anyone: true, leads_anywhere: true, ..delegate(request.asker) };
        let Some(id) = self.asked[number] else {
            self.asked[number] = Some(self.ask(asker, request).await?);
            return Ok(());
        };
        match act {
            Act::Ask => {}
            Act::Name => {
                let (people, text) = (request.people.clone(), request.names.map(str::to_owned));
                let ask = NamePeople { actor: asker, commission: id, people, text };
                self.usecases.name_people(ask, None).await?;
            }
            Act::Propose => self.propose(id, request).await?,
            Act::Write(words) => {
                self.usecases.write_to_commission(asker, id, (*words).to_owned(), None).await?;
            }
            Act::Agree => {
                let ask = AcceptProposal {
                    actor: asker,
                    commission: id,
                    version: 1,
                    on_condition: true,
                    purchase_order: None,
                };
                self.usecases.accept_proposal(ask).await?;
            }
            Act::Schedule => self.schedule(id, request).await?,
            Act::Mark => self.mark(id, request, false).await?,
            Act::Finish => self.mark(id, request, true).await?,
            Act::Withdraw(words) => {
                let why = Some((*words).to_owned());
                self.usecases.answer_commission(asker, id, Answering::Withdraw, why).await?;
            }
        }
        Ok(())
    }

    async fn ask(&self, actor: Actor, request: &Request) -> Result<CommissionId, Failure> {
        let input = RequestInput {
            course: request.course.map(str::to_owned),
            aims: request.aims.to_owned(),
            group_size: Some(request.size),
            ring_me: request.phone.is_some(),
            phone: request.phone.map(str::to_owned),
            preferred: request.preferred.map(str::to_owned),
            delivery: request.course.map(|_| request.delivery()),
            place: request.place.map(str::to_owned),
            ..RequestInput::default()
        };
        let ask = AskForTraining { actor, organisation: None, request: input };
        Ok(self.usecases.ask_for_training(ask, None).await?.value.id)
    }

    async fn propose(&self, commission: CommissionId, request: &Request) -> Result<(), Failure> {
        let ask = ProposeTraining {
            actor: self.cast.office(),
            commission,
            course: None,
            content: request.content.clone(),
            dates: request.dates.clone(),
            timezone: None,
            delivery: Some(request.delivery()),
            location: request.place.map(str::to_owned),
            trainers: vec![request.trainer],
            price: None,
            purchase_order: None,
            note: Some(request.note.to_owned()),
            even_if_busy: true,
        };
        self.usecases.propose_training(ask, None).await?;
        Ok(())
    }

    async fn schedule(&self, commission: CommissionId, request: &Request) -> Result<(), Failure> {
        let ask = ScheduleCommission {
            actor: self.cast.office(),
            commission,
            capacity: None,
            joining: (request.delivery() == Delivery::Zoom).then(joining),
            waivers: Vec::new(),
            even_if_busy: true,
        };
        self.usecases.schedule_commission(ask, None).await?;
        Ok(())
    }

    /// The trainer marks who was there on the dates that have been; at the end finishes.
    async fn mark(&self, id: CommissionId, request: &Request, at_its_end: bool) -> Result<(), Failure> {
        let found = self.usecases.db.read(move |c| {
            let session = commission::load(c, id)?.session_id.ok_or(Error::Missing)?;
            let dates = session_rows::dates(c, &[session])?;
            Ok::<_, Error>((session, dates, booking::of_session(c, session, &[BookingState::Booked])?))
        });
        let (session, dates, booked) = found.await?;
        let now = self.usecases.db.clock().now().naive_utc();
        let mut marks = Vec::new();
        for (seat, one) in booked.iter().enumerate() {
            for (turn, date) in dates.iter().enumerate().filter(|(_, date)| date.ends_at <= now) {
                // In a set somebody misses a date now and then, and has enough of them all the same.
                let misses = dates.len() > 1 && (seat + turn * 2) % 11 == 10;
                let away = misses || request.absent.contains(&one.person_id);
                let outcome = if away { Outcome::Absent } else { Outcome::Present };
                marks.push(NewMark { booking: one.id, date: date.id, outcome, minutes: None });
            }
        }
        let actor = Actor { is_trainer: true, ..delegate(request.trainer) };
        self.usecases.record_attendance(RecordAttendance { actor, session, marks }).await?;
        if at_its_end {
            self.usecases.close_register(CloseRegister { actor, session }, None).await?;
        }
        Ok(())
    }
}
