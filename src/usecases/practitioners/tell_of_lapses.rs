//! Telling people once, in time, that they will soon no longer be current, with the dates that would keep it.

use std::collections::BTreeMap;

use crate::{
    domain::ids::PersonId,
    mail::message::{Day, LapsingCourse, Message, NextDate, Page, PracticeLapses},
    store::{
        Error,
        read::{
            people::person,
            practitioners::{
                register::{Practitioner, RegisterQuery, register},
                supports,
            },
            sessions::session_rows,
        },
        write::practitioners::practice,
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        queue_mail::{Letter, post},
    },
};

impl UseCases {
    /// Tells everybody to whom something lapses soon and who was not told of it, each in a write of its own; gives how
    /// many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_of_lapses(&self) -> Result<usize, Failure> {
        let now = self.db.clock().now();
        let everybody = RegisterQuery { lapsing: true, ..RegisterQuery::default() };
        let found = self
            .db
            .read(move |c| {
                let lapsing = register(c, &everybody, now)?;
                let told = supports::told(c)?;
                let new = |one: &Practitioner| {
                    one.until.is_some_and(|until| !told.contains(&(one.person, one.course.id, until)))
                };
                Ok::<_, Error>(lapsing.into_iter().filter(new).collect::<Vec<_>>())
            })
            .await?;
        let mut people: BTreeMap<PersonId, Vec<Practitioner>> = BTreeMap::new();
        for one in found {
            people.entry(one.person).or_default().push(one);
        }
        let mut told = 0;
        for (person, lapsing) in people {
            told += usize::from(self.change(move |change| tell(change, person, &lapsing)).await?);
        }
        Ok(told)
    }
}

fn tell(change: &mut Change<'_, '_>, person: PersonId, found: &[Practitioner]) -> Result<bool, Failure> {
    let mut lapsing = Vec::new();
    for one in found {
        let Some(until) = one.until else { continue };
        // Also who wants no mail counts as told: switching it on again brings nothing old.
        if practice::tell_once(change.tx, person, (one.course.id, until))? {
            lapsing.push(LapsingCourse {
                course: one.course.title.clone(),
                until: Day { day: until },
                dates: dates(change, one)?,
                late: one.dates.iter().any(|date| date.late),
                by_declaring: one.course.renewed_by.is_some(),
            });
        }
    }
    if lapsing.is_empty() || supports::wants_no_mail(change.conn(), person)? {
        return Ok(false);
    }
    let Some(to) = person::recipient(change.conn(), person)? else { return Ok(false) };
    let mail =
        PracticeLapses { lapsing, page: Page::at("/my-practice"), off: Page::at("/my-practice#mails") };
    post(change, Letter::new(to, Message::PracticeLapses(mail)))
}

fn dates(change: &mut Change<'_, '_>, one: &Practitioner) -> Result<Vec<NextDate>, Failure> {
    let ids: Vec<_> = one.dates.iter().map(|date| date.session).collect();
    let rows = session_rows::dates(change.conn(), &ids)?;
    let mut shown = Vec::new();
    for date in &one.dates {
        let Some(first) = rows.iter().find(|row| row.session_id == date.session) else { continue };
        shown.push(NextDate {
            course: one.course.title.clone(),
            when: crate::mail::message::When {
                starts_at: first.starts_at.and_utc(),
                ends_at: first.ends_at.and_utc(),
                timezone: date.timezone,
            },
            page: Page::at(format!("/sessions/{}", date.session)),
        });
    }
    Ok(shown)
}
