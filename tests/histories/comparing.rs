//! The program and the model compared: what both did, states, places, mails.

use std::collections::BTreeSet;

use serde_json::json;
use training_ladder::{
    domain::{
        ids::{BookingId, SessionId},
        words::{BookingState, SessionState, Word as _},
    },
    store::write::bookings::booking,
    usecases::Failure,
};

use super::{
    History,
    model::{Booking, Model, Refused},
};
use crate::support::outbox::Queued;

/// Mails about one date of a set: how many there are depends on how many dates, and calendars are looked at anyway.
const OF_ONE_DATE: [&str; 3] = ["booked_date", "date_changed", "date_cancelled"];

impl History {
    /// Both did it, or both refused.
    #[track_caller]
    pub(super) fn agree<T, U>(
        &mut self,
        program: Result<T, Failure>,
        model: Result<U, Refused>,
    ) -> Option<(T, U)> {
        match (program, model) {
            (Ok(done), Ok(expected)) => Some((done, expected)),
            (Err(Failure::Refused(_)), Err(Refused)) => {
                self.told.push_str(" (refused)");
                None
            }
            (program, model) => panic!(
                "the program {}, the model {}\n{}",
                program.err().map_or("did it".to_owned(), |failure| format!("said {failure:?}")),
                if model.is_ok() { "did it" } else { "refused" },
                self.told
            ),
        }
    }

    pub(super) async fn compare(&mut self, before: &Model) {
        for (session, id) in self.sessions.clone().into_iter().enumerate() {
            let rows = self.app.db.read(move |c| booking::of_session(c, id, BookingState::ALL)).await;
            let mut program: Vec<(BookingId, BookingState)> =
                rows.expect("bookings").into_iter().map(|row| (row.id, row.state)).collect();
            let mut model: Vec<(BookingId, BookingState)> = (0..self.bookings.len())
                .filter(|index| self.model.bookings[*index].session == session)
                .map(|index| (self.bookings[index], self.model.bookings[index].state))
                .collect();
            program.sort_unstable();
            model.sort_unstable();
            let numbered = |rows: &[(BookingId, BookingState)]| -> Vec<(Option<usize>, BookingState)> {
                let number = |id| self.bookings.iter().position(|known| *known == id);
                rows.iter().map(|(id, state)| (number(*id), *state)).collect()
            };
            assert_eq!(numbered(&program), numbered(&model), "session {session}, then:\n{}", self.told);
            // What the public sees of one session at a time: asking costs more than all else.
            if self.steps % 4 == session && self.model.sessions[session].state != SessionState::Cancelled {
                self.compare_places(session, id).await;
            }
        }
        self.compare_mails(before).await;
    }

    /// Nothing is mailed twice, and nobody of what does not concern them; mostly the model knows every mail.
    async fn compare_mails(&mut self, before: &Model) {
        let all = self.app.mails().await;
        let queued = &all[self.mails_before..];
        self.mails_before = all.len();
        let mut once = BTreeSet::new();
        let concerned = self.whom_it_concerns(before);
        for Queued { kind, to, payload, invite } in queued {
            let uid = invite.as_ref().map(|invite| invite.uid.clone());
            assert!(
                once.insert((kind, to, payload.to_string(), uid)),
                "{kind} twice to {to}, then:\n{}",
                self.told
            );
            if let Some(person) = self.person_at(to) {
                assert!(
                    concerned.contains(&person),
                    "{kind} to {to} whom it does not concern:\n{}",
                    self.told
                );
            }
        }
        let kind =
            |mail: &Queued| Some(mail.kind.clone()).filter(|kind| !OF_ONE_DATE.contains(&kind.as_str()));
        let to_others = queued.iter().filter(|mail| !self.is_to_trainer(mail));
        let mut program: Vec<String> = to_others.filter_map(kind).collect();
        let mut model: Vec<String> =
            std::mem::take(&mut self.model.mails).into_iter().map(str::to_owned).collect();
        if !self.exact {
            return;
        }
        if !self.reopened.is_empty() {
            // Closing again tells those alone whose result or certificate is another; the register's own tests say whom.
            let of_closing = |kind: &String| kind.starts_with("result_") || kind.starts_with("certificate_");
            program.retain(|kind| !of_closing(kind));
            model.retain(|kind| !of_closing(kind));
        }
        program.sort_unstable();
        model.sort_unstable();
        assert_eq!(program, model, "mails (the program's first), then:\n{}", self.told);
    }

    /// Those whose bookings are otherwise than before, and whoever the step names.
    fn whom_it_concerns(&self, before: &Model) -> Vec<usize> {
        let told = |booking: &Booking| {
            (
                booking.person,
                booking.session,
                booking.state,
                booking.offer,
                booking.told_open,
                booking.changed_at,
            )
        };
        let changed = self.model.bookings.iter().enumerate().filter(|(index, booking)| {
            before.bookings.get(*index).is_none_or(|was| told(was) != told(booking))
        });
        changed.map(|(_, booking)| booking.person).chain(self.concerned.iter().copied()).collect()
    }

    /// What the public is told of a session.
    async fn compare_places(&mut self, session: usize, id: SessionId) {
        let shown = self.app.get_public(&format!("/api/v1/sessions/{id}")).await.expect(200).json();
        let said = (&shown["places_left"], &shown["waitlist_length"]);
        let model = (json!(self.model.places_left(session)), json!(self.model.waiting(session)));
        assert_eq!(said, (&model.0, &model.1), "places left and waiting at {session}, then:\n{}", self.told);
    }
}
