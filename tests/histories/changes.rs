//! What a history changes later: dates, courses, people. It asks only for what can be done, so that each step counts.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use training_ladder::{
    domain::{
        access::Actor,
        ids::{AddressId, DateId, PersonId},
        people::EmailAddress,
        sessions::DateInput,
        words::{BookingState, Outcome, SessionState},
    },
    store::{read::sessions::session_rows, write::people::person},
    usecases::{
        catalogue::{course_terms::CourseTerms, edit_course::EditCourse},
        people::edit_person::EditPerson,
        registers::record_attendance::{NewMark, RecordAttendance},
        sessions::{edit_session::EditSession, session_terms::SessionTerms},
    },
};

use super::{
    History, PEOPLE, SLUGS, STEPS, actor,
    model::{Date, Session, active},
    steps::{Later, now},
};

impl History {
    /// A published session of which something is still to come.
    fn session_ahead(&self, dates: usize) -> Option<usize> {
        let fits = |index: &usize| {
            let session = &self.model.sessions[*index];
            let ahead = session.standing().filter(|date| date.starts_at > self.model.now).count();
            session.state == SessionState::Published && ahead >= dates
        };
        let all: Vec<usize> = (0..self.sessions.len()).filter(fits).collect();
        (!all.is_empty()).then(|| all[self.below(all.len())])
    }

    /// A time of the session's own band on a day on which it has no date.
    fn free_time(&self, session: usize) -> DateTime<Utc> {
        let known = &self.model.sessions[session];
        let like = known.dates[0].starts_at;
        loop {
            let days = 3 + i64::try_from(self.below(18)).unwrap_or(0);
            let day = self.model.now + TimeDelta::days(days);
            let at = day.date_naive().and_time(like.time()).and_utc();
            if known.dates.iter().all(|date| date.starts_at.date_naive() != at.date_naive()) {
                return at;
            }
        }
    }

    /// The places of the session's dates that have not begun.
    fn ahead(&self, session: usize) -> Vec<usize> {
        let dates = &self.model.sessions[session].dates;
        let ahead = |index: &usize| !dates[*index].gone && dates[*index].starts_at > self.model.now;
        (0..dates.len()).filter(ahead).collect()
    }

    async fn redate(&mut self, kind: Later, session: usize, dates: Vec<Date>) {
        let standing: Vec<(usize, Date)> =
            dates.iter().copied().enumerate().filter(|(_, date)| !date.gone).collect();
        let words: Vec<String> = standing.iter().map(|(_, date)| date.starts_at.to_string()).collect();
        self.tell(format_args!("session {session}, {kind:?}: {words:?}"));
        let asked = standing
            .iter()
            .map(|(index, date)| DateInput {
                id: self.dates[session].get(*index).copied(),
                starts_at: date.starts_at,
                ends_at: date.ends_at,
            })
            .collect();
        let ask = EditSession {
            by: self.coordinator,
            session: self.sessions[session],
            revision: None,
            dates: Some(asked),
            terms: SessionTerms::default(),
        };
        let program = self.app.app.usecases.edit_session(ask).await;
        let concerned = self.model.bookings.iter().filter(|b| b.session == session && active(b.state));
        self.concerned.extend(concerned.map(|booking| booking.person));
        let model = self.model.attempt(|model| model.redate(session, dates));
        let Some((view, ())) = self.agree(program, model) else { return };
        for (index, date) in standing {
            if index == self.dates[session].len() {
                let made = view.view.dates.iter().find(|made| made.starts_at == date.starts_at);
                self.dates[session].push(made.expect("the new date").id);
            }
        }
        self.took(kind);
    }

    pub(super) async fn change_dates(&mut self) {
        let kind = [Later::MoveDate, Later::AddDate, Later::DropDate, Later::ReorderDates][self.below(4)];
        let needed = if matches!(kind, Later::DropDate | Later::ReorderDates) { 2 } else { 1 };
        let Some(session) = self.session_ahead(needed) else { return };
        let mut dates = self.model.sessions[session].dates.clone();
        let ahead = self.ahead(session);
        let any = ahead[self.below(ahead.len())];
        match kind {
            Later::MoveDate => {
                let hours = (dates[any].ends_at - dates[any].starts_at).num_hours();
                dates[any] = Date::hours(self.free_time(session), hours);
            }
            Later::AddDate if dates.len() < 6 => dates.push(Date::hours(self.free_time(session), 3)),
            Later::DropDate => dates[any].gone = true,
            Later::ReorderDates => {
                let other = ahead[(ahead.iter().position(|at| *at == any).unwrap_or(0) + 1) % ahead.len()];
                dates.swap(any, other);
            }
            _ => return,
        }
        self.redate(kind, session, dates).await;
    }

    pub(super) async fn rename_course(&mut self) {
        let course = self.below(SLUGS.len());
        let title = format!("{} {}", SLUGS[course], self.told.len());
        let cpd_minutes = [60, 120, 165][self.below(3)];
        self.tell(format_args!("course {course} is called {title} and gives {cpd_minutes} minutes"));
        let terms = CourseTerms {
            title: Some(title.clone()),
            cpd_minutes: Some(cpd_minutes),
            ..CourseTerms::default()
        };
        let slug = SLUGS[course].to_owned();
        let ask = EditCourse {
            by: self.coordinator,
            slug,
            revision: None,
            terms,
            taken_by: Vec::new(),
            call_off: None,
        };
        self.app.app.usecases.edit_course(ask).await.expect("a course that can be renamed");
        self.model.titles[course] = title;
        self.took(Later::RenameCourse);
    }

    /// Somebody whose account is open and whose record stands.
    pub(super) fn somebody(&self) -> usize {
        loop {
            let person = self.below(PEOPLE);
            if self.is_there(person) {
                return person;
            }
        }
    }

    pub(super) async fn merge(&mut self) {
        let there = (0..PEOPLE).filter(|person| self.is_there(*person)).count();
        let (from, into) = (self.somebody(), self.somebody());
        if there <= PEOPLE - 3 || from == into {
            return;
        }
        if let Some(finished) = self.can_merge(from, into) {
            self.put_together(from, into, finished).await;
        }
    }

    /// Two who both have a result on one session turn out to be one.
    pub(super) async fn merge_finished(&mut self) {
        let there: Vec<usize> = (0..PEOPLE).filter(|person| self.is_there(*person)).collect();
        let pairs = there.iter().flat_map(|from| there.iter().map(move |into| (*from, *into)));
        let fits = |pair: &(usize, usize)| pair.0 != pair.1 && self.can_merge(pair.0, pair.1) == Some(true);
        let pairs: Vec<(usize, usize)> = pairs.filter(fits).collect();
        if !pairs.is_empty() {
            let (from, into) = pairs[self.below(pairs.len())];
            self.put_together(from, into, true).await;
        }
    }

    async fn put_together(&mut self, from: usize, into: usize, finished: bool) {
        self.tell(format_args!("person {from} turns out to be person {into}"));
        let (goes, stays) = (self.people[from], self.people[into]);
        let program = self.app.app.usecases.merge_people(self.coordinator, goes, stays).await;
        let model = self.model.attempt(|model| model.merge(from, into));
        self.concerned.extend([from, into]);
        if self.agree(program, model).is_some() {
            for merged in self.merged_into.iter_mut().filter(|merged| **merged == Some(from)) {
                *merged = Some(into);
            }
            self.merged_into[from] = Some(into);
            self.took(if finished { Later::MergeFinished } else { Later::Merge });
        }
    }

    /// Whether what the two hold can be put together by the rules there are, and whether results are among it.
    fn can_merge(&self, from: usize, into: usize) -> Option<bool> {
        let model = &self.model;
        let mut finished = false;
        for one in model.held_by(from, |_| true) {
            for other in model.held_by(into, |_| true) {
                let (one, other) = (&model.bookings[one], &model.bookings[other]);
                let ended = |state| {
                    matches!(
                        state,
                        BookingState::Attended | BookingState::PartlyAttended | BookingState::NoShow
                    )
                };
                if one.session == other.session {
                    let begun = model.now >= model.sessions[one.session].starts_at();
                    if ended(one.state) && ended(other.state) {
                        finished = true;
                    } else if begun && (active(one.state) || active(other.state)) {
                        return None;
                    }
                } else if model.sessions[one.session].course == model.sessions[other.session].course
                    && active(one.state)
                    && active(other.state)
                {
                    // One of two places on a course is refused; whoever waits beside a place is another matter.
                    let place = |state| matches!(state, BookingState::Requested | BookingState::Booked);
                    if !place(one.state) || !place(other.state) {
                        return None;
                    }
                }
            }
        }
        (!finished || now(Later::MergeFinished)).then_some(finished)
    }

    pub(super) async fn change_address(&mut self) {
        if !now(Later::ChangeAddress) {
            return;
        }
        let person = self.somebody();
        let id = self.people[person];
        let email = format!("person{person}.{}@example.net", self.told.len());
        self.tell(format_args!("person {person} is written to at {email}"));
        self.write_to(id, &email).await;
        self.addresses[person].push(email);
        self.concerned.push(person);
        self.took(Later::ChangeAddress);
    }

    /// Mail to somebody goes to this address from now on.
    pub(super) async fn write_to(&self, id: PersonId, email: &str) {
        let address = EmailAddress::parse("email", email).expect("an address");
        let address: AddressId = self
            .app
            .db
            .write(move |tx| person::add_address(tx, id, &address, true))
            .await
            .expect("an address");
        self.app.app.usecases.make_address_primary(id, address).await.expect("an address of theirs");
    }

    pub(super) async fn close_account(&mut self) {
        let open = (0..PEOPLE).filter(|person| self.is_there(*person)).count();
        if !now(Later::CloseAccount) || open <= PEOPLE - 3 {
            return;
        }
        let person = self.somebody();
        let begun = |index: &usize| {
            let session = &self.model.sessions[self.model.bookings[*index].session];
            self.model.now >= session.starts_at()
        };
        if self.model.held_by(person, active).iter().any(begun) {
            return;
        }
        self.tell(format_args!("the account of person {person} is closed"));
        let ask = EditPerson { disabled: Some(true), ..EditPerson::default() };
        let id = self.people[person];
        self.app.app.usecases.edit_person(self.coordinator, id, ask).await.expect("an account to close");
        self.model.close_account(person);
        self.closed[person] = true;
        self.concerned.push(person);
        self.took(Later::CloseAccount);
    }

    /// Whether some dates of a session are over and the others have not begun.
    fn is_midway(&self, index: usize) -> bool {
        let session = &self.model.sessions[index];
        let over = session.standing().filter(|date| date.ends_at <= self.model.now).count();
        let ahead = session.standing().filter(|date| date.starts_at > self.model.now).count();
        session.state == SessionState::Published
            && over > 0
            && ahead > 0
            && over + ahead == session.standing().count()
    }

    /// Lets time pass until the first date of a set that is still to come is over.
    async fn wait_for_the_middle(&mut self) {
        let first_ends = |session: &Session| {
            let ends = session.standing().map(|date| date.ends_at).min()?;
            let is_set = session.standing().count() > 1 && session.state == SessionState::Published;
            (is_set && ends > self.model.now).then_some(ends)
        };
        let next = self.model.sessions.iter().filter_map(first_ends).min();
        if let Some(ends) = next {
            self.wait(ends - self.model.now + TimeDelta::minutes(1)).await;
        }
    }

    pub(super) async fn call_off_midway(&mut self) {
        if !(0..self.sessions.len()).any(|index| self.is_midway(index)) && self.steps > STEPS / 2 {
            self.wait_for_the_middle().await;
        }
        let midway = |index: &usize| self.is_midway(*index);
        let Some(session) = (0..self.sessions.len()).find(midway).filter(|_| now(Later::CallOffMidway))
        else {
            return;
        };
        let id = self.sessions[session];
        let by = Actor { is_coordinator: true, ..actor(self.coordinator) };
        let rows = self.app.db.read(move |c| session_rows::dates(c, &[id])).await.expect("dates");
        let over: Vec<DateId> =
            rows.iter().filter(|row| row.ends_at.and_utc() <= self.model.now).map(|row| row.id).collect();
        let (mut marks, mut there) = (Vec::new(), Vec::new());
        for index in 0..self.bookings.len() {
            let booking = &self.model.bookings[index];
            if booking.session != session || booking.state != BookingState::Booked {
                continue;
            }
            let outcome = if self.below(2) == 0 { Outcome::Present } else { Outcome::Absent };
            if outcome == Outcome::Present {
                there.push(index);
            }
            let mark = |date: &DateId| NewMark {
                booking: self.bookings[index],
                date: *date,
                outcome,
                minutes: None,
            };
            marks.extend(over.iter().map(mark));
        }
        self.tell(format_args!("session {session} is called off midway, {there:?} were there"));
        let ask = RecordAttendance { actor: by, session: id, marks };
        self.app.app.usecases.record_attendance(ask).await.expect("marks that can be kept");
        let program = self.app.app.usecases.cancel_session(by, id, "The trainer is ill.".to_owned()).await;
        let concerned = self.model.bookings.iter().filter(|b| b.session == session && active(b.state));
        self.concerned.extend(concerned.map(|booking| booking.person));
        let model = self.model.attempt(|model| model.call_off_midway(session));
        if self.agree(program, model).is_some() {
            self.took(Later::CallOffMidway);
        }
    }

    pub(super) async fn correct_length(&mut self) {
        let over = |(session, date): &(usize, usize)| {
            let (known, date) = (&self.model.sessions[*session], &self.model.sessions[*session].dates[*date]);
            known.state == SessionState::Published && !date.gone && date.ends_at <= self.model.now
        };
        let all: Vec<(usize, usize)> = (0..self.sessions.len())
            .flat_map(|session| (0..self.dates[session].len()).map(move |date| (session, date)))
            .filter(over)
            .collect();
        if all.is_empty() || !now(Later::CorrectLength) {
            return;
        }
        let (session, date) = all[self.below(all.len())];
        let minutes = [120, 150, 170][self.below(3)];
        self.tell(format_args!("date {date} of session {session} ran for {minutes} minutes"));
        let path = format!("/api/v1/sessions/{}/date-lengths", self.sessions[session]);
        let body = json!({
            "date_id": self.dates[session][date], "minutes": minutes, "reason": "The room had to be left.",
        });
        self.app.post(&self.cora, &path, body).await.expect(200);
        self.took(Later::CorrectLength);
    }
}
